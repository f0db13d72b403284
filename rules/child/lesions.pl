:- module(child_lesions,
          [ parallel_circulations/1,
            common_mixing_lesion/1,
            duct_dependent_lesion/1,
            no_outlet_to_lungs/1,
            obstructed_lung_flow/1,
            unobstructed_lung_flow/1,
            normal_great_arteries/1,
            one_aortic_saturation/1,
            right_heart_lesion/1,
            fixed_shunt/1
          ]).
:- use_module(library(neurosym)).

/** <module> The six diseases: what their anatomy means for the blood

Each predicate says of a disease what its anatomy does to the way of the blood. Numbers in square
brackets are the sources listed in child.pl.
*/

:- pred parallel_circulations(D) :: 'in @(D) body and lungs have circulations side by side'.
:- pred common_mixing_lesion(D) :: 'in @(D) all blood meets in one chamber'.
:- pred duct_dependent_lesion(D) :: '@(D) depends on an open arterial duct'.
:- pred no_outlet_to_lungs(D) :: 'in @(D) no blood leaves the right ventricle for the lungs'.
:- pred obstructed_lung_flow(D) :: 'in @(D) the way to the lungs is obstructed'.
:- pred unobstructed_lung_flow(D) :: 'in @(D) the way to the lungs is open'.
:- pred normal_great_arteries(D) :: 'in @(D) aorta and pulmonary artery are not transposed'.
:- pred one_aortic_saturation(D) :: 'in @(D) the whole aorta carries blood of one saturation'.
:- pred right_heart_lesion(D) :: '@(D) loads the right ventricle, not the left'.
:- pred fixed_shunt(D) :: 'in @(D) oxygen by mask does not reach the body'.

%!  parallel_circulations(?Disease) is nondet.
%
%   True if body and lungs are supplied by two circulations that run side by side, so that a child
%   lives by what passes from one to the other, within the heart or through the duct [3, 5].

parallel_circulations(tga).

%!  common_mixing_lesion(?Disease) is nondet.
%
%   True if all blood from body and lungs meets in one chamber. In total anomalous drainage that is
%   the right atrium, and the left heart fills through the foramen ovale alone [3, 4]; in pulmonary
%   atresia with intact septum all blood from the body crosses to the left atrium [3, 8].

common_mixing_lesion(tapvd).
common_mixing_lesion(paivs).

%!  duct_dependent_lesion(?Disease) is nondet.
%
%   True if a child with Disease deteriorates when the arterial duct closes: the lungs depend on
%   it (paivs), or most of the mixing does (tga with intact septum) [3, 4].

duct_dependent_lesion(paivs).
duct_dependent_lesion(tga).

%!  no_outlet_to_lungs(?Disease) is nondet.
%
%   True if no blood can pass from the right ventricle to the pulmonary trunk and there is no
%   ventricular septal defect, so that the duct alone supplies the lungs [3, 8].

no_outlet_to_lungs(paivs).

%!  obstructed_lung_flow(?Disease) is nondet.
%
%   True if the outflow to the lungs is narrow or absent [3].

obstructed_lung_flow(fallot).
obstructed_lung_flow(paivs).

%!  unobstructed_lung_flow(?Disease) is nondet.
%
%   True if the outflow to the lungs is open, so that their flow is normal or high unless the
%   resistance of the lungs or their veins is raised [3, 4].

unobstructed_lung_flow(tga).
unobstructed_lung_flow(tapvd).

%!  normal_great_arteries(?Disease) is nondet.
%
%   True if Disease does not transpose the great arteries. The overriding aorta of Fallot's
%   tetralogy counts as not transposed [4].

normal_great_arteries(pfc).
normal_great_arteries(fallot).
normal_great_arteries(paivs).
normal_great_arteries(tapvd).
normal_great_arteries(lung).

%!  one_aortic_saturation(?Disease) is nondet.
%
%   True if ascending and descending aorta carry blood of the same saturation: mixing is complete
%   before the aorta (tapvd, paivs), or takes place at its root and the duct, where open, flows
%   from the aorta to the lungs (fallot) [3, 5].

one_aortic_saturation(tapvd).
one_aortic_saturation(paivs).
one_aortic_saturation(fallot).

%!  right_heart_lesion(?Disease) is nondet.
%
%   True if Disease leaves the right ventricle dominant, as before birth, or loads it further. Its
%   electrocardiogram shows right, not left, ventricular hypertrophy [3].

right_heart_lesion(tga).
right_heart_lesion(fallot).
right_heart_lesion(tapvd).

%!  fixed_shunt(?Disease) is nondet.
%
%   True if so much blood bypasses the lungs that breathing oxygen hardly raises the arterial
%   tension [3, 7].

fixed_shunt(tga).
fixed_shunt(paivs).

