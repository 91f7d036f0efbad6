using System.Collections.Immutable;
using static Watchfloor.Kql.Native.NativeType;

namespace Watchfloor.Kql.Native;

/// <summary>
/// Every native function, in the order of the alphabet within its kind. Most bear the name of the function of Kusto whose meaning they
/// are; a few (<c>expand</c>, <c>dynamic_index</c>, <c>parse_kv</c>, those between types) are parts of operators and conversions.
/// </summary>
public static class NativeFunctions
{
    /// <summary>The functions by their names in Kusto.</summary>
    public static ImmutableSortedDictionary<string, NativeFunction> All { get; } = new NativeFunction[]
    {
        // The web, files and command lines.
        new("parse_command_line", [Text, Text], 2, Json, CommandLines.Parse),
        new("parse_csv", [Text], 1, Json, CsvLines.Parse),
        new("parse_path", [Text], 1, Json, FilePaths.Parse),
        new("parse_url", [Text], 1, Json, UrlParts.Parse),
        new("parse_urlquery", [Text], 1, Json, UrlParts.ParseQuery),
        new("parse_version", [Text], 1, NativeType.Decimal, Versions.Parse),
        new("url_decode", [Text], 1, Text, UrlCodes.Decode),
        new("url_encode", [Text], 1, Text, UrlCodes.Encode),
        new("url_encode_component", [Text], 1, Text, UrlCodes.EncodeComponent),

        // Encodings and formats.
        new("base64_decode_toarray", [Text], 1, Json, Base64Text.DecodeToArray),
        new("base64_decode_tostring", [Text], 1, Text, Base64Text.Decode),
        new("base64_encode_fromarray", [Json], 1, Text, Base64Text.EncodeFromArray),
        new("base64_encode_tostring", [Text], 1, Text, Base64Text.Encode),
        new("format_bytes", [Real, Long, Text], 1, Text, ByteSizes.Format),
        new("format_datetime", [Ticks, Text], 2, Text, TimeFormats.Moment),
        new("format_timespan", [Ticks, Text], 2, Text, TimeFormats.Span),
        new("hash", [Text, Long], 1, Long, Hashes.Xx),
        new("hash_md5", [Text], 1, Text, Hashes.Md5),
        new("hash_sha1", [Text], 1, Text, Hashes.Sha1),
        new("hash_sha256", [Text], 1, Text, Hashes.Sha256),
        new("isascii", [Text], 1, Bool, CodePoints.IsAscii),
        new("make_string", [Json], 1, Text, CodePoints.Make, IsOpen: true),
        new("to_utf8", [Text], 1, Json, CodePoints.Of),

        // Between types.
        new("datetime_text", [Ticks], 1, Text, TimeTexts.ShowMoment),
        new("parse_datetime", [Text], 1, Ticks, TimeTexts.ParseMoment),
        new("parse_timespan", [Text], 1, Ticks, TimeTexts.ParseSpan),
        new("real_text", [Real], 1, Text, Numbers.ShowReal),
        new("timespan_text", [Ticks], 1, Text, TimeTexts.ShowSpan),

        // Addresses.
        new("format_ipv4", [Text, Long], 1, Text, Addresses4.Format),
        new("format_ipv4_mask", [Text, Long], 1, Text, Addresses4.FormatMask),
        new("geo_info_from_ip_address", [Text], 1, Json, Places.OfAddress),
        new("has_any_ipv4", [Text, Json], 2, Bool, AddressesInText.HasAny, IsOpen: true),
        new("has_any_ipv4_prefix", [Text, Json], 2, Bool, AddressesInText.HasAnyPrefix, IsOpen: true),
        new("has_ipv4", [Text, Text], 2, Bool, AddressesInText.Has),
        new("has_ipv4_prefix", [Text, Text], 2, Bool, AddressesInText.HasPrefix),
        new("ipv4_compare", [Text, Text, Long], 2, Long, Addresses4.Compare),
        new("ipv4_is_in_any_range", [Text, Json], 2, Bool, Addresses4.IsInAnyRange, IsOpen: true),
        new("ipv4_is_in_range", [Text, Text], 2, Bool, Addresses4.IsInRange),
        new("ipv4_is_match", [Text, Text, Long], 2, Bool, Addresses4.IsMatch),
        new("ipv4_is_private", [Text], 1, Bool, Addresses4.IsPrivate),
        new("ipv4_netmask_suffix", [Text], 1, Long, Addresses4.Suffix),
        new("ipv6_compare", [Text, Text, Long], 2, Long, Addresses6.Compare),
        new("ipv6_is_in_any_range", [Text, Json], 2, Bool, Addresses6.IsInAnyRange, IsOpen: true),
        new("ipv6_is_in_range", [Text, Text], 2, Bool, Addresses6.IsInRange),
        new("ipv6_is_match", [Text, Text, Long], 2, Bool, Addresses6.IsMatch),
        new("parse_ipv4", [Text], 1, Long, Addresses4.Parse),
        new("parse_ipv4_mask", [Text, Long], 2, Long, Addresses4.ParseMask),
        new("parse_ipv6", [Text], 1, Text, Addresses6.Parse),
        new("parse_ipv6_mask", [Text, Long], 2, Text, Addresses6.ParseMask),

        // Text.
        new("countof", [Text, Text, Text], 2, Long, TextSearch.CountOf),
        new("extract", [Text, Long, Text], 3, Text, PatternFunctions.Extract),
        new("extract_all", [Text, Json, Text], 2, Json, PatternFunctions.ExtractAll),
        new("indexof", [Text, Text, Long, Long, Long], 2, Long, TextSearch.IndexOf),
        new("indexof_regex", [Text, Text, Long, Long, Long], 2, Long, PatternFunctions.IndexOf),
        new("parse_kv", [Text, Json, Json], 3, Json, KeyValues.Parse),
        new("regex_quote", [Text], 1, Text, PatternFunctions.Quote),
        new("replace_regex", [Text, Text, Text], 3, Text, PatternFunctions.Replace),
        new("replace_strings", [Text, Json, Json], 3, Text, TextSearch.ReplaceMany),
        new("translate", [Text, Text, Text], 3, Text, TextSearch.Translate),
        new("trim", [Text, Text], 2, Text, PatternFunctions.Trim),
        new("trim_end", [Text, Text], 2, Text, PatternFunctions.TrimEnd),
        new("trim_start", [Text, Text], 2, Text, PatternFunctions.TrimStart),

        // Dynamic values.
        new("array_concat", [Json], 1, Json, Arrays.Concat, IsOpen: true),
        new("array_iff", [Json, Json, Json], 3, Json, Arrays.Choose),
        new("array_index_of", [Json, Json, Long, Long, Long], 2, Long, Arrays.IndexOf),
        new("array_length", [Json], 1, Long, Arrays.Length),
        new("array_reverse", [Json], 1, Json, Arrays.Reverse),
        new("array_rotate_left", [Json, Long], 2, Json, Arrays.RotateLeft),
        new("array_rotate_right", [Json, Long], 2, Json, Arrays.RotateRight),
        new("array_shift_left", [Json, Long, Json], 2, Json, Arrays.ShiftLeft),
        new("array_shift_right", [Json, Long, Json], 2, Json, Arrays.ShiftRight),
        new("array_slice", [Json, Long, Long], 3, Json, Arrays.Slice),
        new("array_sort_asc", [Json], 1, Json, ArraySort.Ascending, IsOpen: true),
        new("array_sort_desc", [Json], 1, Json, ArraySort.Descending, IsOpen: true),
        new("array_split", [Json, Json], 2, Json, Arrays.Split),
        new("array_sum", [Json], 1, Real, Arrays.Sum),
        new("bag_has_key", [Json, Text], 2, Bool, Bags.HasKey),
        new("bag_keys", [Json], 1, Json, Bags.Keys),
        new("bag_merge", [Json], 1, Json, Bags.Merge, IsOpen: true),
        new("bag_pack", [Json], 2, Json, Bags.Pack, IsOpen: true),
        new("bag_remove_keys", [Json, Json], 2, Json, Bags.RemoveKeys),
        new("bag_set_key", [Json, Text, Json], 3, Json, Bags.SetKey),
        new("dynamic_index", [Json, Json], 2, Json, Elements.At),
        new("expand", [Json, Text], 1, Json, Elements.Expand),
        new("gettype", [Json], 1, Text, Types.Name),
        new("parse_json", [Text], 1, Json, Types.ParseJson),
        new("repeat", [Json, Long], 2, Json, Arrays.Repeat),
        new("set_difference", [Json, Json], 2, Json, Sets.Difference, IsOpen: true),
        new("set_has_element", [Json, Json], 2, Bool, Sets.HasElement),
        new("set_intersect", [Json, Json], 2, Json, Sets.Intersect, IsOpen: true),
        new("set_union", [Json, Json], 2, Json, Sets.Union, IsOpen: true),
        new("strcat_array", [Json, Text], 2, Text, Arrays.Join),
        new("zip", [Json, Json], 2, Json, Arrays.Zip, IsOpen: true),

        // Parts of operators: terms that are not known before the query runs.
        new("bags_merged", [Json], 1, Json, Bags.MergeElements),
        new("has", [Text, Text], 2, Bool, Terms.Has),
        new("has_all_array", [Text, Json], 2, Bool, Terms.HasAll),
        new("has_any_array", [Text, Json], 2, Bool, Terms.HasAny),
        new("has_cs", [Text, Text], 2, Bool, Terms.HasExactly),
        new("hasprefix", [Text, Text], 2, Bool, Terms.HasPrefix),
        new("hasprefix_cs", [Text, Text], 2, Bool, Terms.HasPrefixExactly),
        new("hassuffix", [Text, Text], 2, Bool, Terms.HasSuffix),
        new("hassuffix_cs", [Text, Text], 2, Bool, Terms.HasSuffixExactly),
        new("in_array_ci", [Text, Json], 2, Bool, Terms.IsAmong),
    }.ToImmutableSortedDictionary(f => f.Name, f => f, StringComparer.Ordinal);
}
