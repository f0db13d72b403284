% The clause of the seed document, as it stands.
% Expected values: by hand.
diagnose(Patient, Disease) :- symptom(Patient, Fever), symptom(Patient, Cough), not(risk_factor(Patient, Smoking)), diagnosis_rule(Fever, Cough, not(Smoking), Disease).
diagnosis_rule(fever, cough, not(_), flu).
0.8::symptom(ann, fever).
0.9::symptom(ann, cough).
0.3::risk_factor(ann, smoking).
query(diagnose(ann, D)).

% query diagnose(ann,flu) expected: 0.504
