:- use_module(library(plunit)).

/** <module> Three smears and what the rules must say of them

Load breast.pl and this file, then run_tests/0.
*/

%   large   large, indented, coarse and rough nuclei of different sizes
%   small   small, round, fine and even nuclei
%   mixed   enlarged nuclei with a regular outline

mean_radius(large, 18.0).
mean_radius(small, 12.0).
mean_radius(mixed, 15.1).

worst_radius(large, 25.0).
worst_radius(small, 13.0).
worst_radius(mixed, 17.6).

mean_area(large, 1000.0).
mean_area(small, 450.0).
mean_area(mixed, 702.0).

worst_area(large, 2000.0).
worst_area(small, 530.0).
worst_area(mixed, 967.0).

mean_perimeter(large, 122.0).
mean_perimeter(small, 77.0).
mean_perimeter(mixed, 97.3).

mean_texture(large, 22.0).
mean_texture(small, 16.0).
mean_texture(mixed, 19.1).

worst_smoothness(large, 0.15).
worst_smoothness(small, 0.11).
worst_smoothness(mixed, 0.125).

mean_concave_points(large, 0.1).
mean_concave_points(small, 0.02).

worst_concave_points(large, 0.20).
worst_concave_points(small, 0.07).
worst_concave_points(mixed, 0.112).

:- begin_tests(criteria).

test(enlarged, set(Smear == [large, mixed])) :-
    enlarged_nuclei(Smear).
test(anisonucleosis, set(Smear == [large])) :-
    anisonucleosis(Smear).
test(uniform, set(Smear == [small])) :-
    uniform_nuclei(Smear).
test(indented, set(Smear == [large])) :-
    indented_outline(Smear).
test(unround, set(Smear == [large])) :-
    unround_outline(Smear).
test(a_circle_is_round, fail) :-
    unround_outline(small).
test(irregular, set(Smear == [large])) :-
    irregular_outline(Smear).
test(coarse, set(Smear == [large])) :-
    coarse_chromatin(Smear).
test(rough, set(Smear == [large])) :-
    rough_outline(Smear).
test(atypical, set(Smear == [large])) :-
    atypical_nuclei(Smear).
test(bland, true) :-
    bland_nuclei(small).
test(enlarged_is_not_bland, fail) :-
    bland_nuclei(mixed).
test(triad, set(Smear == [large])) :-
    triad(Smear).
test(no_triad, set(Smear == [small])) :-
    no_triad(Smear).

:- end_tests(criteria).
