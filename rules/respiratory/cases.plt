:- use_module(library(plunit)).

/** <module> Four patients and what the rules must say of them

Load respiratory.pl and this file, then run_tests/0.
*/

%   amy    fever and cough, never smoked
%   ben    fever and cough, smokes
%   cem    bronchitis, breathless, smokes
%   dot    tuberculosis after a journey, no complaint

symptom(amy, fever).
symptom(amy, cough).
symptom(ben, fever).
symptom(ben, cough).
symptom(cem, dyspnoea).

risk_factor(ben, smoking).
risk_factor(cem, smoking).

bronchitis(cem).

tuberculosis(dot).

visited_asia(dot).

:- begin_tests(diagnose).

test(fever_and_cough_without_smoking, set(Disease == [bronchitis, tuberculosis])) :-
    diagnose(amy, Disease).
test(a_smoker_is_no_such_case, fail) :-
    diagnose(ben, _).
test(cough_alone_is_not_enough, fail) :-
    diagnose(cem, _).
test(only_amy, set(Patient == [amy])) :-
    diagnose(Patient, _).

:- end_tests(diagnose).

:- begin_tests(diseases).

test(infection, set(Patient == [cem, dot])) :-
    infection(Patient).
test(smoking_disease, set(Patient == [cem])) :-
    smoking_disease(Patient).
test(lung_disease, set(Patient == [cem, dot])) :-
    lung_disease(Patient).
test(smoker_with_cough, set(Patient == [ben])) :-
    smoker_with_cough(Patient).
test(imported_risk, set(Patient == [dot])) :-
    imported_risk(Patient).

:- end_tests(diseases).
