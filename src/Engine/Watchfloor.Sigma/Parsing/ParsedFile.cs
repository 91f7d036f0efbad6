using Watchfloor.Events.Content;

namespace Watchfloor.Sigma.Parsing;

/// <summary>The documents of one file, sorted by kind.</summary>
internal sealed class ParsedFile
{
    public List<Rule> Rules { get; } = [];

    public List<ContentFault> Faults { get; } = [];

    public int Refused { get; private set; }

    public static ParsedFile Read(RuleFile file, Placeholders placeholders)
    {
        var parsed = new ParsedFile();
        string text;
        try
        {
            text = file.Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            parsed.Refuse(new ContentFault(file.Path, 0, 0, "cannot be read: " + e.Message));
            return parsed;
        }

        var documents = ContentReader.Read(file.Path, text, parsed.Faults);
        if (parsed.Faults.Count > 0) parsed.Refused++;
        foreach (var document in documents) parsed.Add(file.Path, document, placeholders);
        return parsed;
    }

    private void Add(string path, ContentNode document, Placeholders placeholders)
    {
        if (document is ContentScalar { IsNull: true }) return; // an empty document, as behind a last '---'
        if (document is not ContentMap map)
        {
            Refuse(new ContentFault(path, document.Line, document.Column, "a rule must be a map of keys"));
            return;
        }

        if (new RuleParser(path, placeholders, Faults).Parse(map) is { } rule) Rules.Add(rule);
        else Refused++;
    }

    private void Refuse(ContentFault fault)
    {
        Faults.Add(fault);
        Refused++;
    }
}
