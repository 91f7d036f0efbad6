using Watchfloor.Events.Content;

namespace Watchfloor.Scan;

/// <summary>Reads the values of placeholders: a YAML map of a name to a value or a list of values.</summary>
internal static class PlaceholderFile
{
    /// <summary>The values by name.</summary>
    /// <param name="file">The name used in faults.</param>
    /// <param name="text">The file's content.</param>
    /// <param name="faults">Receives what is wrong with the file.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(string file, string text, List<ContentFault> faults)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var document in ContentReader.Read(file, text, faults))
        {
            if (document is not ContentMap map)
            {
                faults.Add(new ContentFault(file, document.Line, document.Column, "placeholders must be a map", "write NAME: [value, value]"));
                continue;
            }

            foreach (var (name, node) in map.Entries) values[name.Value.Trim('%')] = Values(file, name.Value, node, faults);
        }

        return values;
    }

    private static List<string> Values(string file, string name, ContentNode node, List<ContentFault> faults)
    {
        var values = new List<string>();
        foreach (var item in node is ContentList list ? list.Items : [node])
        {
            if (item is ContentScalar { IsNull: false } scalar) values.Add(scalar.Value);
            else faults.Add(new ContentFault(file, item.Line, item.Column, $"a value of {name} is not text", "write NAME: [value, value]"));
        }

        return values;
    }
}
