using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Watchfloor.Events;
using Watchfloor.Sigma;
using Rule = Watchfloor.Sigma.Rule;

namespace Watchfloor.Output;

/// <summary>A rule as it went for one event: a verdict, and the expression with true or false before every part.</summary>
internal sealed class ExplanationTree(Rule rule, EventClass @class, Explanation explanation)
{
    private const int MaxValues = 3;
    private const int MaxLength = 200;

    /// <summary>Three lines about rule, log source and verdict, then the tree.</summary>
    public IRenderable ToRenderable()
    {
        var matches = explanation.WantsLogSource && explanation.Root.Holds;
        var tree = new Tree(Line(explanation.Root));
        foreach (var part in explanation.Root.Parts) Add(tree, part);
        return new Rows(
            new Text(string.Create(CultureInfo.InvariantCulture, $"{VisibleText.Of(rule.Title)}  ({VisibleText.Of(rule.File)}:{rule.Line})")),
            new Text($"event {VisibleText.Of(@class.Name)}, rule {VisibleText.Of(rule.LogSource.ToString())}: "
                + (explanation.WantsLogSource ? "the rule looks at it" : "the rule never looks at it")),
            new Text(matches ? "matches" : "does not match", new Style(matches ? Color.Green : Color.Red)),
            tree);
    }

    private static void Add(IHasTreeNodes parent, ExplainedPart part)
    {
        var node = parent.AddNode(Line(part));
        foreach (var inner in part.Parts) Add(node, inner);
    }

    private static Text Line(ExplainedPart part)
    {
        var line = $"{(part.Holds ? "true " : "false")}  {VisibleText.Of(part.Text, MaxLength)}";
        if (part.Parts.Count == 0) line += "  — " + Saw(part.Values);
        return new Text(line, new Style(part.Holds ? Color.Green : Color.Default));
    }

    private static string Saw(IReadOnlyList<string> values) => values.Count == 0
        ? "no such field"
        : "saw " + string.Join(" | ", values.Take(MaxValues).Select(v => VisibleText.Of(v, MaxLength)))
            + (values.Count > MaxValues ? string.Create(CultureInfo.InvariantCulture, $" and {values.Count - MaxValues} more") : "");
}
