:- module(respiratory,
          [ diagnose/2,
            diagnosis_rule/4,
            infection/1,
            smoking_disease/1,
            lung_disease/1,
            smoker_with_cough/1,
            imported_risk/1
          ]).
:- use_module(library(neurosym)).

/** <module> Cough, fever and breathlessness: a small chest clinic

A teaching example on the "asia" network of Lauritzen and Spiegelhalter [1], which was made up as
one: smoking leads to lung disease, lung disease to dyspnoea. Fever and cough are not in that
network; they were added for this pack and their tables, in causal/respiratory/illustrative.toml,
are invented. Bronchitis stands here for both the acute and the chronic kind, as in [1].

Scope: an adult who comes to a chest clinic. Pneumonia, asthma and heart failure, the commonest
other reasons for these complaints, are left out, so no answer of this pack is medical advice.

Sources:

  - [1] Lauritzen SL, Spiegelhalter DJ. Local computations with probabilities on graphical
    structures and their application to expert systems. Journal of the Royal Statistical Society B
    1988; 50: 157-224.
  - [2] Doll R, Hill AB. Smoking and carcinoma of the lung. British Medical Journal 1950; 2:
    739-748.
  - [3] Wenzel RP, Fowler AA. Acute bronchitis. New England Journal of Medicine 2006; 355:
    2125-2130.
  - [4] Fletcher C, Peto R. The natural history of chronic airflow obstruction. British Medical
    Journal 1977; 1: 1645-1648.
  - [5] Lawn SD, Zumla AI. Tuberculosis. Lancet 2011; 378: 57-72.
  - [6] Hamilton W, Peters TJ, Round A, Sharp D. What are the clinical features of lung cancer
    before the diagnosis is made? Thorax 2005; 60: 1059-1065.
  - [7] Sun S, Schiller JH, Gazdar AF. Lung cancer in never smokers: a different disease. Nature
    Reviews Cancer 2007; 7: 778-790.
*/

:- predicted bronchitis/1.

:- observed symptom/2, risk_factor/2, visited_asia/1.
:- observed tuberculosis/1, lung_cancer/1, tuberculosis_or_cancer/1, abnormal_xray/1.

:- pred bronchitis(P) :: '@(P:patient) has bronchitis'.
:- pred symptom(P, S) :: '@(P:patient) has @(S)'.
:- pred risk_factor(P, F) :: '@(F) is a risk factor of @(P:patient)'.
:- pred visited_asia(P) :: '@(P:patient) has been to Asia'.
:- pred tuberculosis(P) :: '@(P:patient) has tuberculosis'.
:- pred lung_cancer(P) :: '@(P:patient) has lung cancer'.
:- pred tuberculosis_or_cancer(P) :: '@(P:patient) has tuberculosis or lung cancer'.
:- pred abnormal_xray(P) :: 'the chest X-ray of @(P:patient) is abnormal'.

:- pred diagnose(P, D) :: 'the complaints of @(P:patient) suggest @(D)'.
:- pred diagnosis_rule(A, B, _, D) :: '@(A) and @(B) without a risk factor suggest @(D)'.
:- pred infection(P) :: '@(P:patient) has an infection of the airways or lungs'.
:- pred smoking_disease(P) :: '@(P:patient) has a disease that smoking causes'.
:- pred lung_disease(P) :: '@(P:patient) has a disease of the lungs'.
:- pred smoker_with_cough(P) :: '@(P:patient) smokes and coughs'.
:- pred imported_risk(P) :: '@(P:patient) may have met tuberculosis abroad'.

%!  diagnose(?Patient, ?Disease) is nondet.
%
%   True if two complaints of Patient, and the absence of any risk factor, suggest Disease. The
%   negation comes before Smoking is bound, so it reads "there is no risk factor at all". The
%   clause is the seed document's and stands on one line as it does there.

diagnose(Patient, Disease) :- symptom(Patient, Fever), symptom(Patient, Cough), not(risk_factor(Patient, Smoking)), diagnosis_rule(Fever, Cough, not(Smoking), Disease).

%!  diagnosis_rule(?Complaint, ?Other, ?Absent, ?Disease) is nondet.
%
%   True if both complaints together, with the risk factor in Absent not there, suggest Disease:
%   an infection, since cancer is rare in one who never smoked. Of the two, tuberculosis must be
%   thought of even where bronchitis is likelier [3, 5, 7].

diagnosis_rule(fever, cough, not(smoking), bronchitis).
diagnosis_rule(fever, cough, not(smoking), tuberculosis).

%!  infection(?Patient) is nondet.
%
%   True if Patient has one of the two infections of this pack.

infection(Patient) :-
    bronchitis(Patient).
infection(Patient) :-
    tuberculosis(Patient).

%!  smoking_disease(?Patient) is nondet.
%
%   True if Patient has a disease that smoking causes: bronchitis [4] or lung cancer [2].

smoking_disease(Patient) :-
    bronchitis(Patient).
smoking_disease(Patient) :-
    lung_cancer(Patient).

%!  lung_disease(?Patient) is nondet.
%
%   True if Patient has any disease of this pack.

lung_disease(Patient) :-
    smoking_disease(Patient).
lung_disease(Patient) :-
    infection(Patient).

%!  smoker_with_cough(?Patient) is nondet.
%
%   True if Patient smokes and coughs.

smoker_with_cough(Patient) :-
    risk_factor(Patient, smoking),
    symptom(Patient, cough).

%!  imported_risk(?Patient) is nondet.
%
%   True if Patient has been where tuberculosis is common; in [1] a visit to Asia.

imported_risk(Patient) :-
    visited_asia(Patient).

%   "Tuberculosis or cancer" means just that: a definition, hence hard. [1].
false :-
    tuberculosis_or_cancer(Patient),
    \+ tuberculosis(Patient),
    \+ lung_cancer(Patient).

%   The same definition, read from tuberculosis. [1].
false :-
    tuberculosis(Patient),
    \+ tuberculosis_or_cancer(Patient).

%   The same definition, read from cancer. [1].
false :-
    lung_cancer(Patient),
    \+ tuberculosis_or_cancer(Patient).

%   What the complaints suggest should be there: an infection. [3]; [5]. Pneumonia and influenza,
%   outside this pack, keep the rule soft.
t(0.5)::false :-
    diagnose(Patient, _Disease),
    \+ infection(Patient).

%   Fever is a sign of infection, rarely of cancer. [5]; [6].
t(0.4)::false :-
    symptom(Patient, fever),
    \+ infection(Patient).

%   A smoker's cough has its disease. [4]; [6].
t(0.4)::false :-
    smoker_with_cough(Patient),
    \+ smoking_disease(Patient).

%   Breathlessness comes from a disease of the lungs; asthma and heart failure, outside this pack,
%   keep the rule soft. [1]; [4].
t(0.5)::false :-
    symptom(Patient, dyspnoea),
    \+ lung_disease(Patient).

%   Smoking, lung disease, dyspnoea: a breathless smoker has a disease that smoking causes. [2];
%   [4].
t(0.3)::false :-
    risk_factor(Patient, smoking),
    symptom(Patient, dyspnoea),
    \+ smoking_disease(Patient).

%   Cough is what bronchitis is called by: the chronic kind is defined by it. [3]; [4].
t(0.6)::false :-
    bronchitis(Patient),
    \+ symptom(Patient, cough).

%   Tuberculosis of the lung and lung cancer mostly show on the film. [5]; [6].
t(0.6)::false :-
    tuberculosis_or_cancer(Patient),
    \+ abnormal_xray(Patient).

%   Bronchitis leaves the film clear, so that an abnormal one asks for another disease. [3].
t(0.5)::false :-
    abnormal_xray(Patient),
    \+ tuberculosis_or_cancer(Patient).

%   Lung cancer is mostly, not always, a smoker's disease: worldwide about one in four patients
%   never smoked. [2]; [7].
t(0.5)::false :-
    lung_cancer(Patient),
    \+ risk_factor(Patient, smoking).

%   Where tuberculosis is rare, it is mostly brought from where it is common. [5].
t(0.3)::false :-
    tuberculosis(Patient),
    \+ imported_risk(Patient).
