:- module(neurosym_libraries,
          [ library_predicate/3,        % ?Library, ?Name, ?Arity
            always_loaded/1,            % ?Library
            open_library/1,             % +Library
            outside_library/1,          % ?Indicators
            unknown_collector/3,        % +Goal, -Text, -Indicator
            problog_predicate/2         % ?Name, ?Arity
          ]).

/** <module> Predicates of SWI-Prolog's pure libraries that rules may call

Those that take a goal, keep state or reach outside are left out. The predicates of the common
libraries are always there; those of the others need their `:- use_module(library(...))`, so that a
misspelt name is still found.
*/

:- use_module(library(lists)).

%!  always_loaded(?Library)
%
%   True if rules need not load Library.

always_loaded(lists).
always_loaded(pairs).
always_loaded(ordsets).
always_loaded(assoc).
always_loaded(strings).

%!  library_predicate(?Library, ?Name, ?Arity)
%
%   True if rules may call Name/Arity once they have loaded Library.

%   Each list becomes facts, so that a predicate is found by its name.

term_expansion(exports(Library, Indicators), Facts) :-
    findall(library_predicate(Library, Name, Arity), member(Name/Arity, Indicators), Facts).

exports(lists, [prefix/2]).
exports(pairs, [group_pairs_by_key/2]).
exports(ordsets, [ord_disjoint/2, ord_empty/1, ord_intersect/2, ord_intersect/3, ord_intersection/2,
                  ord_intersection/4, ord_selectchk/3, ord_seteq/2, ord_symdiff/3, ord_union/4]).
exports(assoc, [del_assoc/4, del_max_assoc/4, del_min_assoc/4, gen_assoc/3, get_assoc/5,
                ord_list_to_assoc/2]).
exports(strings, [dedent_lines/3, indent_lines/3, string_lines/2]).
exports(ugraphs, [add_edges/3, add_vertices/3, complement/2, compose/3, connect_ugraph/3,
                  del_edges/3, del_vertices/3, edges/2, neighbors/3, neighbours/3, reachable/3,
                  top_sort/2, transitive_closure/2, transpose_ugraph/2, ugraph_layers/2,
                  ugraph_union/3, vertices/2, vertices_edges_to_ugraph/3]).
exports(rbtrees, [is_rbtree/1, list_to_rbtree/2, ord_list_to_rbtree/2, rb_clone/3, rb_del_max/4,
                  rb_del_min/4, rb_delete/3, rb_delete/4, rb_empty/1, rb_in/3, rb_insert/4,
                  rb_insert_new/4, rb_keys/2, rb_lookup/3, rb_max/3, rb_min/3, rb_new/1, rb_next/4,
                  rb_previous/4, rb_size/2, rb_update/4, rb_update/5, rb_visit/2]).
exports(heaps, [add_to_heap/4, delete_from_heap/4, empty_heap/1, get_from_heap/4, heap_size/2,
                heap_to_list/2, is_heap/1, list_to_heap/2, merge_heaps/3, min_of_heap/3,
                min_of_heap/5, singleton_heap/3]).
exports(option, [merge_options/3, option/2, option/3, select_option/3, select_option/4]).
exports(terms, [same_functor/2, same_functor/3, same_functor/4, subsumes/2, term_factorized/3,
                term_size/2, term_subsumer/3, term_variables/3, variant/2]).
exports(occurs, [contains_term/2, contains_var/2, free_of_term/2, free_of_var/2,
                 occurrences_of_term/3, occurrences_of_var/3, sub_term/2,
                 sub_term_shared_variables/3, sub_var/2]).
exports(dcg/basics, [alpha_to_lower/3, atom/3, blank/2, blanks/2, blanks_to_nl/2, csym/3, digit/3,
                     digits/3, eol/2, eos/2, float/3, integer/3, nonblank/3, nonblanks/3, number/3,
                     prolog_var_name/3, remainder/3, string/3, string_without/4, white/2, whites/2,
                     xdigit/3, xdigits/3, xinteger/3]).

%!  open_library(+Library)
%
%   Load Library where compiled rules look for it. Does nothing for one of ProbLog's own.

open_library(Library) :-
    (   library_predicate(Library, _, _),
        exists_source(library(Library))
    ->  neurosym_record:use_module(library(Library))
    ;   true
    ).

%!  problog_predicate(?Name, ?Arity)
%
%   True if problog_library.pl defines Name/Arity for programs to call.

problog_predicate(select_uniform, 4).
problog_predicate(select_weighted, 4).
problog_predicate(select_weighted, 5).
problog_predicate(sample_uniform1, 3).
problog_predicate(cut, 1).
problog_predicate(cut, 2).
problog_predicate(cut, 3).
problog_predicate(on_fail, 2).
problog_predicate(partition, 5).
problog_predicate(convlist, 3).
problog_predicate(scanl, 4).
problog_predicate(scanl, 5).
problog_predicate(scanl, 6).
problog_predicate(foldl_noinit, 3).
problog_predicate(enum_groups, 3).
problog_predicate(enum_groups, 4).
problog_predicate(aggregate, 5).
problog_predicate(sum, 2).
problog_predicate(avg, 2).
problog_predicate(min, 2).
problog_predicate(max, 2).
problog_predicate(=>, 2).
problog_predicate(collect_list, 3).
problog_predicate(collect_list, 4).
problog_predicate(collectgroup, 4).
problog_predicate(max_member, 2).
problog_predicate(min_member, 2).
problog_predicate(simple, 1).
problog_predicate(primitive, 1).
problog_predicate(numbervars, 2).
problog_predicate(concat, 2).
problog_predicate(join, 3).
problog_predicate(str2lst, 2).
problog_predicate(lst2str, 2).
problog_predicate(str2int, 2).
problog_predicate(dbreference, 1).
problog_predicate(cmd_args, 1).

%!  unknown_collector(+Goal, -Text, -Indicator) is semidet.
%
%   Goal is `Goal => Collector`, and Collector, whose name is Text, is none of the library's.
%   Indicator is the predicate with which a program would bring it, or `none`.

unknown_collector((_ => Collector0), Text, Indicator) :-
    nonvar(Collector0),
    ( Collector0 = _/Collector -> nonvar(Collector) ; Collector = Collector0 ),
    (   callable(Collector)
    ->  functor(Collector, Name, Arity),
        atom_concat(collect_, Name, Predicate),
        All is Arity + 2,
        \+ problog_predicate(Predicate, All),
        Indicator = Predicate/All
    ;   Name = Collector,
        Indicator = none
    ),
    format(string(Text), '~q', [Name]).

%!  outside_library(?Indicators)
%
%   Predicates that reach outside, and that are in no module until they are called.

outside_library([shell, exec, fork, load_files, use_module, tcp_socket, consult]/1).
outside_library([tcp_connect, phrase_from_file, directory_member, copy_file, thread_send_message,
                 call_with_time_limit, read_term_from_atom]/2).
outside_library([process_create, http_open, read_file_to_terms, read_file_to_string,
                 read_file_to_codes, directory_member, tcp_connect]/3).
