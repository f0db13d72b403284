:- use_module(library(plunit)).

/** <module> Textbook children and what the rules must say of them

Six children, each with the textbook picture of one disease, and two who test single rules.
Load the pack's three files and this one, then run_tests/0.
*/

%   ann    pulmonary atresia with intact septum, day 2
%   bo     transposition, day 1
%   cai    Fallot, day 20
%   dee    obstructed total anomalous pulmonary venous drainage, day 2
%   eli    persistent fetal circulation after asphyxia
%   fay    respiratory distress syndrome
%   gus    reports that contradict the film
%   hal    no mixing and a closed duct: no child with transposition

disease(ann, paivs).
disease(bo, tga).
disease(cai, fallot).
disease(dee, tapvd).
disease(eli, pfc).
disease(fay, lung).

birth_asphyxia(eli).

duct_flow(ann, lt_to_rt).
duct_flow(eli, rt_to_lt).
duct_flow(hal, none).

cardiac_mixing(hal, none).

lung_parench(dee, congested).
lung_parench(fay, abnormal).
lung_parench(bo, normal).

hyp_distrib(eli, unequal).
hyp_distrib(ann, equal).

lower_body_o2(gus, '<5').
ruq_o2(gus, '12+').

chest_xray(ann, oligaemic).
chest_xray(gus, plethoric).
xray_report(gus, oligaemic).
xray_report(bo, plethoric).

lvh_report(ann).

co2(fay, high).
co2_report(dee, '>=7.5').
co2_report(bo, '<7.5').

grunting_report(fay).

:- begin_tests(lesions).

test(all_blood_meets_in_two_lesions, set(Disease == [paivs, tapvd])) :-
    common_mixing_lesion(Disease).
test(only_transposition_runs_side_by_side, set(Disease == [tga])) :-
    parallel_circulations(Disease).
test(no_lesion_is_both_open_and_obstructed, fail) :-
    obstructed_lung_flow(Disease),
    unobstructed_lung_flow(Disease).
test(only_transposition_transposes, fail) :-
    normal_great_arteries(tga).
test(duct_is_the_only_supply, set(Disease == [paivs])) :-
    no_outlet_to_lungs(Disease).

:- end_tests(lesions).

:- begin_tests(findings).

test(whose_blood_all_mixes, set(Child == [ann, dee])) :-
    all_blood_mixes(Child).
test(no_exchange, set(Child == [hal])) :-
    no_exchange(Child).
test(who_depends_on_the_duct, set(Child == [ann, bo])) :-
    duct_dependent(Child).
test(who_has_a_shunt_that_oxygen_does_not_overcome, set(Child == [ann, bo])) :-
    right_to_left_shunt(Child).
test(one_blood_in_the_aorta, set(Child == [ann, cai, dee])) :-
    same_saturation_everywhere(Child).
test(bluer_below, set(Child == [eli, gus])) :-
    differential_hypoxaemia(Child).
test(bluer_below_by_way_of_the_duct, set(Child == [eli])) :-
    differential_hypoxaemia(Child),
    right_to_left_duct(Child).
test(dark_film, set(Child == [ann, gus])) :-
    oligaemic_film(Child).
test(bright_film, set(Child == [bo, gus])) :-
    plethoric_film(Child).
test(report_against_film, set(Child == [gus])) :-
    film_misread(Child).
test(left_ventricle, set(Child == [ann])) :-
    left_ventricular_dominance(Child).
test(carbon_dioxide, set(Child == [dee, fay])) :-
    carbon_dioxide_retention(Child).
test(grunting, set(Child == [fay])) :-
    grunts(Child).
test(lungs, set(Child == [dee, fay])) :-
    lung_involved(Child).
test(born_ill, set(Child == [eli, fay])) :-
    perinatal_illness(Child).
test(obstructed_veins, set(Child == [dee])) :-
    obstructed_pulmonary_veins(Child).

:- end_tests(findings).

%   No textbook child breaks a rule that anatomy makes hard.

:- begin_tests(anatomy).

test(no_textbook_child_is_impossible, fail) :-
    all_blood_mixes(Child),
    cardiac_mixing(Child, none).
test(side_by_side_needs_an_exchange, fail) :-
    disease(Child, Disease),
    parallel_circulations(Disease),
    no_exchange(Child).
test(duct_of_pulmonary_atresia_flows_to_the_lungs, fail) :-
    disease(Child, Disease),
    no_outlet_to_lungs(Disease),
    duct_flow(Child, rt_to_lt).
test(closed_duct_floods_no_lungs, fail) :-
    disease(Child, Disease),
    no_outlet_to_lungs(Disease),
    duct_flow(Child, none),
    lung_flow(Child, high).

:- end_tests(anatomy).
