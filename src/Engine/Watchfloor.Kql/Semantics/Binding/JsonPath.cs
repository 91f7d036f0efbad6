using Watchfloor.Kql.Native;

namespace Watchfloor.Kql.Semantics.Binding;

/// <summary>Paths into JSON, such as <c>$.event.ids[1]</c> and <c>$['a b']</c>.</summary>
internal static class JsonPath
{
    /// <summary>The keys of a path, each as JSON; null when it is none.</summary>
    public static List<string>? Read(string path)
    {
        var keys = new List<string>();
        if (path.Length == 0 || path[0] != '$') return null;
        for (var at = 1; at < path.Length;)
        {
            var end = path[at] switch
            {
                '.' => EndOfName(path, at + 1),
                '[' => path.IndexOf(']', at),
                _ => -1,
            };
            if (end <= at + (path[at] == '[' ? 0 : 1)) return null;
            var key = path[(at + 1)..end];
            if (path[at] == '.') keys.Add(JsonText.Quoted(key));
            else if (key.Length > 2 && key[0] is '\'' or '"' && key[^1] == key[0]) keys.Add(JsonText.Quoted(key[1..^1]));
            else if (long.TryParse(key, System.Globalization.CultureInfo.InvariantCulture, out _)) keys.Add(key);
            else return null;
            at = path[at] == '[' ? end + 1 : end;
        }

        return keys;
    }

    private static int EndOfName(string path, int at)
    {
        while (at < path.Length && path[at] is not ('.' or '[')) at++;
        return at;
    }
}
