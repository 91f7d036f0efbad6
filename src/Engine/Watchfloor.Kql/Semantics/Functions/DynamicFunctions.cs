namespace Watchfloor.Kql.Semantics.Functions;

/// <summary>Functions of arrays and bags.</summary>
internal static class DynamicFunctions
{
    public static IReadOnlyList<FunctionEntry> All { get; } =
    [
        new("array_length(x: dynamic): long", "The number of elements."),
        new("array_concat(x: dynamic, rest: dynamic...): dynamic", "Arrays one behind the other."),
        new("array_slice(x: dynamic, start: long, end: long): dynamic", "A part, both ends included."),
        new("array_index_of(x: dynamic, value: value, start: long?, length: long?, occurrence: long?): long", "Where an element stands; -1 where it does not."),
        new("array_sort_asc(x: dynamic, rest: value...): dynamic", "Sorted upwards."),
        new("array_sort_desc(x: dynamic, rest: value...): dynamic", "Sorted downwards."),
        new("array_reverse(x: dynamic): dynamic", "Backwards."),
        new("array_sum(x: dynamic): real", "The sum of the elements."),
        new("array_rotate_left(x: dynamic, n: long): dynamic", "Rotated to the left."),
        new("array_rotate_right(x: dynamic, n: long): dynamic", "Rotated to the right."),
        new("array_shift_left(x: dynamic, n: long, fill: value?): dynamic", "Shifted to the left."),
        new("array_shift_right(x: dynamic, n: long, fill: value?): dynamic", "Shifted to the right."),
        new("array_split(x: dynamic, at: value): dynamic", "Cut at places."),
        new("array_iff(condition: dynamic, then: value, else: value): dynamic", "One of two for each element."),
        new("array_iif(condition: dynamic, then: value, else: value): dynamic", "One of two for each element.", Named: "array_iff"),
        new("pack_array(x: value...): dynamic", "An array of values."),
        new("range(start: number, stop: number, step: number?): dynamic", "An array of evenly spaced values.", Named: "range_array"),
        new("repeat(x: value, n: long): dynamic", "An array of one value several times."),
        new("zip(x: dynamic, rest: dynamic...): dynamic", "The elements of several arrays side by side."),
        new("strcat_array(x: dynamic, delimiter: string): string", "The elements joined."),
        new("set_union(x: dynamic, rest: dynamic...): dynamic", "What is in one of the arrays."),
        new("set_intersect(x: dynamic, rest: dynamic...): dynamic", "What is in all of the arrays."),
        new("set_difference(x: dynamic, rest: dynamic...): dynamic", "What is in the first array only."),
        new("set_has_element(x: dynamic, value: value): bool", "Whether an element is in the array."),
        new("bag_pack(key: value, value: value, rest: value...): dynamic", "A bag of names and values."),
        new("pack(key: value, value: value, rest: value...): dynamic", "A bag of names and values.", Named: "bag_pack"),
        new("pack_dictionary(key: value, value: value, rest: value...): dynamic", "A bag of names and values.", Named: "bag_pack"),
        new("pack_all(ignore_empty: bool = false): dynamic", "A bag of the row.", Named: ""),
        new("bag_keys(x: dynamic): dynamic", "The names of the properties."),
        new("bag_has_key(x: dynamic, key: string): bool", "Whether there is a property of this name."),
        new("bag_merge(x: dynamic, rest: dynamic...): dynamic", "The properties of several bags in one."),
        new("bag_remove_keys(x: dynamic, keys: dynamic): dynamic", "Without some properties."),
        new("bag_set_key(x: dynamic, key: string, value: value): dynamic", "With a property."),
    ];
}
