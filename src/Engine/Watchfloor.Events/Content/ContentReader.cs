using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Watchfloor.Events.Content;

/// <summary>Reads YAML documents into nodes that know their places. Bounded: size, depth and node count.</summary>
public static class ContentReader
{
    /// <summary>The longest file, in characters.</summary>
    public const int MaxCharacters = 4 << 20;

    private const int MaxDepth = 64;

    /// <summary>The greatest number of nodes in a file, counting an aliased node each time it is used.</summary>
    private const int MaxNodes = 500_000;

    /// <summary>Reads every document of a file.</summary>
    /// <param name="file">The name used in faults.</param>
    /// <param name="text">The file's content.</param>
    /// <param name="faults">Receives one fault when the text is not YAML; documents before the fault are still returned.</param>
    public static List<ContentNode> Read(string file, string text, ICollection<ContentFault> faults)
    {
        var documents = new List<ContentNode>();
        if (text.Length > MaxCharacters)
        {
            faults.Add(new ContentFault(file, 0, 0, $"the file has {text.Length:N0} characters; at most {MaxCharacters:N0} are read"));
            return documents;
        }

        var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        try
        {
            new Builder(parser).Documents(documents);
        }
        catch (ContentException e)
        {
            faults.Add(new ContentFault(file, e.Line, e.Column, e.Message));
        }
        catch (YamlException e)
        {
            faults.Add(new ContentFault(file, (int)e.Start.Line, (int)e.Start.Column, "not YAML: " + e.Message));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // On some broken texts the YAML library fails with an exception of another kind; one bad file must not stop the rest.
            var at = parser.Current?.End ?? Mark.Empty;
            faults.Add(new ContentFault(file, (int)at.Line, (int)at.Column, "not YAML: cannot be read behind this place"));
        }

        return documents;
    }

    private sealed class ContentException(Mark at, string message) : Exception(message)
    {
        public int Line => (int)at.Line;

        public int Column => (int)at.Column;
    }

    private sealed class Builder(Parser parser)
    {
        private readonly Dictionary<AnchorName, (ContentNode Node, int Size)> _anchors = [];
        private int _nodes;

        public void Documents(List<ContentNode> documents)
        {
            while (parser.MoveNext())
            {
                if (parser.Current is not DocumentStart) continue;
                _anchors.Clear();
                parser.MoveNext();
                documents.Add(Node(0));
            }
        }

        private ContentNode Node(int depth)
        {
            var e = parser.Current!;
            if (depth > MaxDepth) throw new ContentException(e.Start, $"nested deeper than {MaxDepth} levels");
            if (++_nodes > MaxNodes) throw new ContentException(e.Start, $"more than {MaxNodes:N0} values in one file");
            var before = _nodes;
            int line = (int)e.Start.Line, column = (int)e.Start.Column;
            switch (e)
            {
                case AnchorAlias alias:
                    if (!_anchors.TryGetValue(alias.Value, out var known))
                        throw new ContentException(e.Start, $"unknown alias '*{alias.Value}'");
                    _nodes += known.Size;
                    return known.Node;
                case YamlDotNet.Core.Events.Scalar s:
                    var scalar = new ContentScalar { Value = s.Value, IsPlain = s.Style == ScalarStyle.Plain && s.Tag != "tag:yaml.org,2002:str", Line = line, Column = column };
                    return Keep(s, scalar, before);
                case SequenceStart start:
                    var list = new ContentList { Line = line, Column = column };
                    while (parser.MoveNext() && parser.Current is not SequenceEnd) list.Items.Add(Node(depth + 1));
                    return Keep(start, list, before);
                case MappingStart start:
                    var map = new ContentMap { Line = line, Column = column };
                    var keys = new HashSet<string>(StringComparer.Ordinal);
                    while (parser.MoveNext() && parser.Current is not MappingEnd)
                    {
                        var at = parser.Current!.Start;
                        if (Node(depth + 1) is not ContentScalar key) throw new ContentException(at, "a key must be a plain value");
                        if (!keys.Add(key.Value)) throw new ContentException(at, $"the key '{key.Value}' appears twice");
                        parser.MoveNext();
                        map.Entries.Add(new(key, Node(depth + 1)));
                    }

                    return Keep(start, map, before);
                default:
                    throw new ContentException(e.Start, $"unexpected {e.GetType().Name}");
            }
        }

        private ContentNode Keep(NodeEvent e, ContentNode node, int before)
        {
            if (!e.Anchor.IsEmpty) _anchors[e.Anchor] = (node, _nodes - before + 1);
            return node;
        }
    }
}
