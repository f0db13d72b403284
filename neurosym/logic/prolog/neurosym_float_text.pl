:- module(neurosym_float_text,
          [ float_text/2                % +Float, -Text
          ]).

/** <module> Floats as ProbLog writes them

Rounded to 15 decimals, with as few digits as tell it from others, and with an exponent only below
1e-4 and from 1e16 on: 0.333333333333333, 100000.0, 1e+20, 1e-07.
*/

%!  float_text(+Float, -Text)
%
%   Text of a float in an answer.

float_text(Float0, Text) :-
    (   abs(Float0) < 1000
    ->  Float is round(Float0 * 1.0e15) / 1.0e15
    ;   Float = Float0
    ),
    Size is abs(Float),
    (   Size >= 1.0e15,
        Size < 1.0e16
    ->  format(string(Text), '~1f', [Float])
    ;   Size < 1.0e-4,
        Size > 0
    ->  shortest(Float, Text0),
        exponent_text(Text0, Text)
    ;   format(string(Text0), '~w', [Float]),
        exponent_text(Text0, Text)
    ).

shortest(Float, Text) :-
    between(1, 17, Digits),
    Decimals is Digits - 1,
    format(string(Text), '~*e', [Decimals, Float]),
    number_string(Back, Text),
    Back =:= Float,
    !.

exponent_text(Text0, Text) :-
    split_string(Text0, "e", "", [Mantissa0, Exponent0]),
    number_string(Exponent, Exponent0),
    !,
    (   string_concat(Mantissa, ".0", Mantissa0)
    ->  true
    ;   Mantissa = Mantissa0
    ),
    (   Exponent < 0
    ->  Sign = "-"
    ;   Sign = "+"
    ),
    Size is abs(Exponent),
    format(string(Text), '~we~w~|~`0t~d~2+', [Mantissa, Sign, Size]).
exponent_text(Text, Text).
