:- module(child_findings,
          [ all_blood_mixes/1,
            no_exchange/1,
            duct_dependent/1,
            same_saturation_everywhere/1,
            right_to_left_shunt/1,
            right_to_left_duct/1,
            differential_hypoxaemia/1,
            oligaemic_film/1,
            plethoric_film/1,
            film_misread/1,
            left_ventricular_dominance/1,
            carbon_dioxide_retention/1,
            grunts/1,
            lung_involved/1,
            perinatal_illness/1,
            obstructed_pulmonary_veins/1
          ]).
:- use_module(library(neurosym)).

/** <module> What the findings of a child mean

Predicates that draw findings and lesions together into what a cardiologist would call them. Each
holds or not in a possible world: a finding that the case leaves open is as likely as the causal
network says. Numbers in square brackets are the sources listed in child.pl.
*/

:- pred all_blood_mixes(P) :: 'all blood of @(P:patient) meets in one chamber of the heart'.
:- pred no_exchange(P) ::
       'the blood of body and lungs of @(P:patient) meets neither in the heart nor in the duct'.
:- pred duct_dependent(P) :: '@(P:patient) depends on an open arterial duct'.
:- pred same_saturation_everywhere(P) ::
       '@(P:patient) has a lesion in which the whole aorta carries blood of one saturation'.
:- pred right_to_left_shunt(P) :: '@(P:patient) has a shunt that oxygen by mask cannot overcome'.
:- pred right_to_left_duct(P) :: 'blue blood of @(P:patient) crosses the duct to the lower body'.
:- pred differential_hypoxaemia(P) :: 'the lower body of @(P:patient) is bluer than the upper'.
:- pred oligaemic_film(P) :: 'the X-ray of @(P:patient) speaks for too little blood in the lungs'.
:- pred plethoric_film(P) :: 'the X-ray of @(P:patient) speaks for too much blood in the lungs'.
:- pred film_misread(P) :: 'the X-ray report of @(P:patient) says the opposite of the X-ray'.
:- pred left_ventricular_dominance(P) :: 'the left ventricle of @(P:patient) dominates'.
:- pred carbon_dioxide_retention(P) :: '@(P:patient) retains carbon dioxide'.
:- pred grunts(P) :: '@(P:patient) grunts or is said to grunt'.
:- pred lung_involved(P) :: 'the lungs of @(P:patient) are diseased or congested'.
:- pred perinatal_illness(P) :: '@(P:patient) has an illness that begins around birth'.
:- pred obstructed_pulmonary_veins(P) :: 'the pulmonary veins of @(P:patient) are obstructed'.

%!  all_blood_mixes(?Patient) is nondet.
%
%   True if Patient has a lesion in which all blood meets in one chamber of the heart.

all_blood_mixes(Patient) :-
    disease(Patient, Disease),
    common_mixing_lesion(Disease).

%!  no_exchange(?Patient) is nondet.
%
%   True if blood passes from one circulation to the other neither within the heart nor through
%   the duct.

no_exchange(Patient) :-
    cardiac_mixing(Patient, none),
    duct_flow(Patient, none).

%!  duct_dependent(?Patient) is nondet.
%
%   True if Patient has a lesion that is worse once the duct has closed.

duct_dependent(Patient) :-
    disease(Patient, Disease),
    duct_dependent_lesion(Disease).

%!  same_saturation_everywhere(?Patient) is nondet.
%
%   True if the lesion of Patient sends blood of one saturation to the upper and the lower body.

same_saturation_everywhere(Patient) :-
    disease(Patient, Disease),
    one_aortic_saturation(Disease).

%!  right_to_left_shunt(?Patient) is nondet.
%
%   True if the lesion of Patient is a shunt that oxygen by mask cannot overcome.

right_to_left_shunt(Patient) :-
    disease(Patient, Disease),
    fixed_shunt(Disease).

%!  right_to_left_duct(?Patient) is nondet.
%
%   True if blood passes from the pulmonary artery through the duct to the lower body.

right_to_left_duct(Patient) :-
    duct_flow(Patient, rt_to_lt).

%!  differential_hypoxaemia(?Patient) is nondet.
%
%   True if the lower body is known to be bluer than the upper, or measures two classes lower.

differential_hypoxaemia(Patient) :-
    hyp_distrib(Patient, unequal).
differential_hypoxaemia(Patient) :-
    lower_body_o2(Patient, '<5'),
    ruq_o2(Patient, '12+').

%!  oligaemic_film(?Patient) is nondet.
%
%   True if the X-ray, or the report on it, shows lungs with too few vessels.

oligaemic_film(Patient) :-
    chest_xray(Patient, oligaemic).
oligaemic_film(Patient) :-
    xray_report(Patient, oligaemic).

%!  plethoric_film(?Patient) is nondet.
%
%   True if the X-ray, or the report on it, shows lungs with too many vessels.

plethoric_film(Patient) :-
    chest_xray(Patient, plethoric).
plethoric_film(Patient) :-
    xray_report(Patient, plethoric).

%!  film_misread(?Patient) is nondet.
%
%   True if the report says oligaemic where the X-ray is plethoric, or the other way round.

film_misread(Patient) :-
    chest_xray(Patient, plethoric),
    xray_report(Patient, oligaemic).
film_misread(Patient) :-
    chest_xray(Patient, oligaemic),
    xray_report(Patient, plethoric).

%!  left_ventricular_dominance(?Patient) is nondet.
%
%   True if the left ventricle is hypertrophied, or is reported to be.

left_ventricular_dominance(Patient) :-
    lvh(Patient).
left_ventricular_dominance(Patient) :-
    lvh_report(Patient).

%!  carbon_dioxide_retention(?Patient) is nondet.
%
%   True if the arterial carbon dioxide is high, or is reported as 7.5 kPa (56 mmHg) or more.

carbon_dioxide_retention(Patient) :-
    co2(Patient, high).
carbon_dioxide_retention(Patient) :-
    co2_report(Patient, '>=7.5').

%!  grunts(?Patient) is nondet.
%
%   True if Patient grunts, or is reported to.

grunts(Patient) :-
    grunting(Patient).
grunts(Patient) :-
    grunting_report(Patient).

%!  lung_involved(?Patient) is nondet.
%
%   True if the lungs are diseased, or stiff with congestion.

lung_involved(Patient) :-
    disease(Patient, lung).
lung_involved(Patient) :-
    lung_parench(Patient, abnormal).
lung_involved(Patient) :-
    lung_parench(Patient, congested).

%!  perinatal_illness(?Patient) is nondet.
%
%   True if Patient has one of the two illnesses that asphyxia at birth brings about; the
%   malformations arise in the first weeks of pregnancy.

perinatal_illness(Patient) :-
    disease(Patient, pfc).
perinatal_illness(Patient) :-
    disease(Patient, lung).

%!  obstructed_pulmonary_veins(?Patient) is nondet.
%
%   True if the lungs are congested because their anomalous veins are obstructed.

obstructed_pulmonary_veins(Patient) :-
    disease(Patient, tapvd),
    lung_parench(Patient, congested).

