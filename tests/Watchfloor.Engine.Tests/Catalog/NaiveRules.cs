using System.Text;
using Watchfloor.Events;
using Watchfloor.Events.Catalog;

namespace Watchfloor.Engine.Tests.Catalog;

/// <summary>Log-source rules read as they are written, field by field, without bits, tables or cache.</summary>
internal static class NaiveRules
{
    public static bool Holds(LogSourceRule rule, EventCatalog catalog, EventView view)
    {
        var format = view.Format;
        return rule.Formats.All(formats => formats.Contains(format)) && All(rule, catalog, view);
    }

    /// <summary>The log sources by name, as the class should have them: each once, none that a narrower one includes.</summary>
    public static IEnumerable<LogSource> Sources(IEnumerable<LogSourceRule> rules, EventCatalog catalog, EventView view)
    {
        var all = new List<LogSource>();
        foreach (var rule in rules)
            if (Holds(rule, catalog, view) && !all.Contains(rule.Is))
                all.Add(rule.Is);
        return all.Where(a => !all.Any(b => a != b && a.Wants(b))).OrderBy(s => s.ToString(), StringComparer.Ordinal);
    }

    private static bool All(LogSourceRule rule, EventCatalog catalog, EventView view)
    {
        foreach (var condition in rule.When)
        {
            var values = new List<string>();
            for (var i = 0; i < view.FieldCount; i++)
                if (catalog.Names[catalog.Canonical(view.FieldId(i))] == condition.Field)
                    values.Add(Encoding.UTF8.GetString(view.Value(i)));
            var holds = condition.Operator switch
            {
                FieldOperator.Is => values.Exists(v => condition.Values.Contains(v, StringComparer.OrdinalIgnoreCase)),
                FieldOperator.IsNot => !values.Exists(v => condition.Values.Contains(v, StringComparer.OrdinalIgnoreCase)),
                FieldOperator.StartsWith => values.Exists(v => condition.Values.Any(p => v.StartsWith(p, StringComparison.OrdinalIgnoreCase))),
                FieldOperator.StartsNotWith => !values.Exists(v => condition.Values.Any(p => v.StartsWith(p, StringComparison.OrdinalIgnoreCase))),
                FieldOperator.Exists => values.Count > 0,
                FieldOperator.Missing => values.Count == 0,
                _ => throw new InvalidOperationException(),
            };
            if (!holds) return false;
        }

        return true;
    }
}
