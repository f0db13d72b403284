:- module(breast,
          [ enlarged_nuclei/1,
            anisonucleosis/1,
            uniform_nuclei/1,
            indented_outline/1,
            unround_outline/1,
            irregular_outline/1,
            coarse_chromatin/1,
            rough_outline/1,
            atypical_nuclei/1,
            bland_nuclei/1,
            triad/1,
            no_triad/1
          ]).
:- use_module(library(neurosym)).

/** <module> Is a lump in the breast malignant? Nuclei of a fine-needle aspirate

What cytologists look for in the nuclei of a breast aspirate, written on the thirty measurements of
the Wisconsin Diagnostic data [1-3]: each of ten features of the nuclear outline and grey values,
as the mean over the image, its standard error ("error"), and the mean of the three largest values
("worst").

Scope: a palpable breast mass of a woman, sampled by fine-needle aspiration; one image a patient.
Nuclear features alone: no background, no cell dissociation, no clinical or X-ray findings, which a
cytologist weighs as well [4, 5]. An example for study, not a medical device.

Thresholds. Which features count, and in which direction, is from the literature; the literature
gives no threshold in this data set's units, and the data set's description states no unit
(lengths may be pixels). So a threshold on one column is the middle of its range, as that
description prints the range: the geometric mean of least and greatest value, or the arithmetic
mean where the least is 0. No diagnosis was looked at. Ratios of columns carry no unit, and their
thresholds are from grading rules [7] and geometry. Strengths are judgements from which the
learned ones start.

Sources:

  - [1] Street WN, Wolberg WH, Mangasarian OL. Nuclear feature extraction for breast tumor
    diagnosis. IS&T/SPIE International Symposium on Electronic Imaging: Science and Technology
    1993; 1905: 861-870.
  - [2] Wolberg WH, Street WN, Mangasarian OL. Machine learning techniques to diagnose breast
    cancer from fine-needle aspirates. Cancer Letters 1994; 77: 163-171.
  - [3] Mangasarian OL, Street WN, Wolberg WH. Breast cancer diagnosis and prognosis via linear
    programming. Operations Research 1995; 43: 570-577.
  - [4] The uniform approach to breast fine-needle aspiration biopsy (National Cancer Institute
    conference). Diagnostic Cytopathology 1997; 16: 295-311.
  - [5] Robinson IA, McKee G, Nicholson A, et al. Prognostic value of cytological grading of
    fine-needle aspirates from breast carcinomas. Lancet 1994; 343: 947-949.
  - [6] Elston CW, Ellis IO. Pathological prognostic factors in breast cancer. I. The value of
    histological grade in breast cancer. Histopathology 1991; 19: 403-410.
  - [7] NHS Breast Screening Programme and Royal College of Pathologists. Pathology Reporting of
    Breast Disease. NHSBSP Publication 58, 2005.
*/

:- predicted diagnosis/2.

:- observed mean_radius/2, worst_radius/2, mean_area/2, worst_area/2, mean_perimeter/2.
:- observed mean_texture/2, worst_smoothness/2, worst_symmetry/2.
:- observed mean_concave_points/2, worst_concave_points/2.

:- pred diagnosis(C, D) :: 'the lump of @(C:patient) is @(D)'.
:- pred mean_radius(C, N) :: 'the mean nuclear radius of @(C:patient) is @(N)'.
:- pred worst_radius(C, N) :: 'the radius of the largest nuclei of @(C:patient) is @(N)'.
:- pred mean_area(C, N) :: 'the mean nuclear area of @(C:patient) is @(N)'.
:- pred worst_area(C, N) :: 'the area of the largest nuclei of @(C:patient) is @(N)'.
:- pred mean_perimeter(C, N) :: 'the mean nuclear perimeter of @(C:patient) is @(N)'.
:- pred mean_texture(C, N) :: 'the mean spread of grey values of @(C:patient) is @(N)'.
:- pred worst_smoothness(C, N) :: 'the roughest outlines of @(C:patient) measure @(N)'.
:- pred worst_symmetry(C, N) :: 'the most lopsided nuclei of @(C:patient) measure @(N)'.
:- pred mean_concave_points(C, N) :: 'the mean score of indentations of @(C:patient) is @(N)'.
:- pred worst_concave_points(C, N) :: 'the most indented nuclei of @(C:patient) score @(N)'.

:- pred enlarged_nuclei(C) :: 'the largest nuclei of @(C:patient) are enlarged'.
:- pred anisonucleosis(C) :: 'the nuclei of @(C:patient) differ much in size'.
:- pred uniform_nuclei(C) :: 'the nuclei of @(C:patient) are of one size'.
:- pred indented_outline(C) :: 'the nuclei of @(C:patient) are indented'.
:- pred unround_outline(C) :: 'the nuclei of @(C:patient) are far from round'.
:- pred irregular_outline(C) :: 'the nuclear membranes of @(C:patient) are irregular'.
:- pred coarse_chromatin(C) :: 'the chromatin of @(C:patient) is coarse'.
:- pred rough_outline(C) :: 'the nuclear outlines of @(C:patient) are rough'.
:- pred atypical_nuclei(C) :: 'the nuclei of @(C:patient) are both large and irregular'.
:- pred bland_nuclei(C) :: 'the nuclei of @(C:patient) are small, regular and fine-grained'.
:- pred triad(C) :: '@(C:patient) has large, rough and coarse nuclei'.
:- pred no_triad(C) :: '@(C:patient) has nuclei that are neither large nor rough nor coarse'.


		 /*******************************
		 *     CRITERIA OF MALIGNANCY   *
		 *******************************/

%!  enlarged_nuclei(?Case) is nondet.
%
%   True if the largest nuclei are large, the first criterion of malignancy [4, 5]. Range of the
%   worst radius: 7.93 to 36.04, middle 17.

enlarged_nuclei(Case) :-
    worst_radius(Case, Radius),
    Radius > 17.

%!  anisonucleosis(?Case) is nondet.
%
%   True if the largest nuclei have more than one and a half times the area of the mean nucleus.
%   Graders call nuclei of up to one and a half times the normal size small [6, 7]; here the mean
%   nucleus of the smear stands in for the normal one.

anisonucleosis(Case) :-
    worst_area(Case, Worst),
    mean_area(Case, Mean),
    Worst > 1.5 * Mean.

%!  uniform_nuclei(?Case) is nondet.
%
%   True if the largest nuclei exceed the mean nucleus by less than a tenth of its radius: the
%   monomorphic picture of a benign smear [5].

uniform_nuclei(Case) :-
    worst_radius(Case, Worst),
    mean_radius(Case, Mean),
    Worst - Mean < 0.1 * Mean.

%!  indented_outline(?Case) is nondet.
%
%   True if many portions of the outlines are concave: folds, buds and clefts of the nuclear
%   membrane [5]. Range: 0 to 0.291, middle 0.145.

indented_outline(Case) :-
    worst_concave_points(Case, Points),
    Points > 0.145.

%!  unround_outline(?Case) is nondet.
%
%   True if perimeter squared over area exceeds 14. It is 12.57 for a circle, 13.35 for an ellipse
%   half as long again as wide and 14.94 for one twice as long, so that more than 14 is a long or
%   a wavy outline.

unround_outline(Case) :-
    mean_perimeter(Case, Perimeter),
    mean_area(Case, Area),
    Perimeter * Perimeter > 14 * Area.

%!  irregular_outline(?Case) is nondet.
%
%   True if the nuclear membranes are irregular in one of two ways [4, 5].

irregular_outline(Case) :-
    indented_outline(Case).
irregular_outline(Case) :-
    unround_outline(Case).

%!  coarse_chromatin(?Case) is nondet.
%
%   True if grey values spread widely: clumped chromatin [4, 5] as far as the texture measures it
%   [1]. Range of the mean texture: 9.71 to 39.28, middle 19.5.

coarse_chromatin(Case) :-
    mean_texture(Case, Spread),
    Spread > 19.5.

%!  rough_outline(?Case) is nondet.
%
%   True if the radius varies from one point of the outline to the next. Range of the worst
%   smoothness: 0.071 to 0.223, middle 0.126.

rough_outline(Case) :-
    worst_smoothness(Case, Variation),
    Variation > 0.126.

%!  atypical_nuclei(?Case) is nondet.
%
%   True if two criteria of malignancy that do not imply each other hold together.

atypical_nuclei(Case) :-
    enlarged_nuclei(Case),
    irregular_outline(Case).

%!  bland_nuclei(?Case) is nondet.
%
%   True if none of size, outline and chromatin is suspicious. A measurement that is missing
%   leaves this open.

bland_nuclei(Case) :-
    \+ enlarged_nuclei(Case),
    \+ irregular_outline(Case),
    \+ coarse_chromatin(Case).

%!  triad(?Case) is nondet.
%
%   True if the three measurements with which a single plane told the two diagnoses apart, worst
%   area, worst smoothness and mean texture [2, 3], are all in their upper half. Range of the
%   worst area: 185.2 to 4254, middle 890.

triad(Case) :-
    worst_area(Case, Area),
    Area > 890,
    rough_outline(Case),
    coarse_chromatin(Case).

%!  no_triad(?Case) is nondet.
%
%   True if the same three measurements are all in their lower half.

no_triad(Case) :-
    worst_area(Case, Area),
    Area =< 890,
    \+ rough_outline(Case),
    \+ coarse_chromatin(Case).


		 /*******************************
		 *   IMPOSSIBLE MEASUREMENTS    *
		 *******************************/

%   "Worst" is the mean of the three largest values, which the mean of all cannot exceed: such a
%   row is a slip of the pen. By definition [1].
false :-
    mean_radius(Case, Mean),
    worst_radius(Case, Worst),
    Worst < Mean.

%   Nor can the largest nuclei have a smaller area than the mean nucleus. By definition [1].
false :-
    mean_area(Case, Mean),
    worst_area(Case, Worst),
    Worst < Mean.

%   Nor can the most indented nuclei score below the mean. By definition [1].
false :-
    mean_concave_points(Case, Mean),
    worst_concave_points(Case, Worst),
    Worst < Mean.


		 /*******************************
		 *    FOR AND AGAINST CANCER    *
		 *******************************/

%   Enlarged nuclei speak against a benign lump; fibroadenoma and inflammation enlarge them too.
%   [4]; [5].
t(0.6)::false :-
    enlarged_nuclei(Case),
    diagnosis(Case, benign).

%   Irregular nuclear membranes speak against a benign lump. [4]; [5].
t(0.6)::false :-
    indented_outline(Case),
    diagnosis(Case, benign).

%   Large and irregular at once is rare in a benign lump. [4].
t(0.5)::false :-
    atypical_nuclei(Case),
    diagnosis(Case, benign).

%   Variation in size speaks against a benign lump. [5]; [6].
t(0.4)::false :-
    anisonucleosis(Case),
    diagnosis(Case, benign).

%   Nuclei of one size speak against cancer; lobular and low-grade cancers have them. [4]; [5].
t(0.4)::false :-
    uniform_nuclei(Case),
    diagnosis(Case, malignant).

%   Coarse chromatin speaks against a benign lump, weakly: grey values depend on stain and light.
%   [5]; [1].
t(0.3)::false :-
    coarse_chromatin(Case),
    diagnosis(Case, benign).

%   Lopsided nuclei speak, weakly, against a benign lump. [1]. Range of the worst symmetry: 0.156
%   to 0.664, middle 0.32.
t(0.3)::false :-
    worst_symmetry(Case, Asymmetry),
    Asymmetry > 0.32,
    diagnosis(Case, benign).

%   Where neither size nor outline nor chromatin is suspicious, cancer is unlikely; low-grade
%   cancers are the exception. [4].
t(0.6)::false :-
    bland_nuclei(Case),
    diagnosis(Case, malignant).

%   The three measurements of the published plane, when all are high. [2]; [3].
t(0.6)::false :-
    triad(Case),
    diagnosis(Case, benign).

%   The three measurements of the published plane, when all are low. [2]; [3].
t(0.6)::false :-
    no_triad(Case),
    diagnosis(Case, malignant).
