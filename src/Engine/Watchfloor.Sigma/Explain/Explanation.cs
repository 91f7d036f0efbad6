using System.Text;
using Watchfloor.Events;
using Watchfloor.Sigma.Matching;

namespace Watchfloor.Sigma;

/// <summary>Why a rule does or does not match an event.</summary>
/// <param name="WantsLogSource">Whether the event is of a log source that the rule looks at; if not, it never fires on it.</param>
/// <param name="Root">The expression, part by part, whatever the log source.</param>
public sealed record Explanation(bool WantsLogSource, ExplainedPart Root)
{
    /// <summary>Explains one rule on one event.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="view">The event.</param>
    /// <param name="class">What kind of event it is.</param>
    /// <param name="catalog">The catalogue that the event's field names belong to.</param>
    public static Explanation Of(Rule rule, EventView view, EventClass @class, EventCatalog catalog)
    {
        var wants = @class.Fits(rule.LogSource);
        // The expression is shown for any event: with the rule's own log source added, the matcher binds its fields.
        var widened = wants ? @class : new EventClass([.. @class.Sources, rule.LogSource], @class.Fields);
        var matcher = new Matcher(new CompiledRules([rule]), catalog);
        matcher.Begin(view, widened);
        return new Explanation(wants, Part(rule.Expression, matcher, view));
    }

    private static ExplainedPart Part(Expression expression, Matcher matcher, EventView view)
    {
        switch (expression)
        {
            case FieldTest test:
                return new ExplainedPart(Named(test, test.ToString()), matcher.Holds(test), Values(test, matcher, view), []);
            case NotOf not:
                var inner = Part(not.Part, matcher, view);
                return new ExplainedPart(Named(not, "not"), !inner.Holds, [], [inner]);
            case AllOf all:
                var every = Parts(all.Parts, matcher, view);
                return new ExplainedPart(Named(all, "all of"), every.TrueForAll(p => p.Holds), [], every);
            default:
                var any = Parts(((AnyOf)expression).Parts, matcher, view);
                return new ExplainedPart(Named(expression, "one of"), any.Exists(p => p.Holds), [], any);
        }
    }

    private static List<ExplainedPart> Parts(IReadOnlyList<Expression> parts, Matcher matcher, EventView view)
    {
        var explained = new List<ExplainedPart>(parts.Count);
        foreach (var part in parts) explained.Add(Part(part, matcher, view));
        return explained;
    }

    private static string Named(Expression expression, string text) => expression.Label is null ? text : $"{expression.Label}: {text}";

    private static List<string> Values(FieldTest test, Matcher matcher, EventView view)
    {
        var values = new List<string>();
        foreach (var place in matcher.Places(test))
            values.Add(view.Kind(place) == ValueKind.Null ? "null" : Encoding.UTF8.GetString(view.Value(place)));
        return values;
    }
}
