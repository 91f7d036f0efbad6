using System.Text;
using Watchfloor.Sigma.Parsing;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>
/// Every modifier behind every other one: which pairs load, and what is said of those that do not. The table is committed, so that
/// one sees a pair that becomes legal or illegal.
/// </summary>
public sealed class ModifierPairTests
{
    private static readonly string[] Names = [.. Modifiers.ByName.GroupBy(m => m.Value).OrderBy(g => g.Key).Select(g => g.First().Key)];

    [Fact]
    public void Load_EveryPairOfModifiers_AsInTheTable()
    {
        var table = new StringBuilder();
        foreach (var first in Names.Prepend(""))
        {
            var legal = new List<string>();
            var faults = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
            foreach (var second in Names)
            {
                var chain = first.Length == 0 ? second : $"{first}|{second}";
                var fault = Fault(chain, first.Length == 0 ? second : first, second);
                if (fault is null) legal.Add(second);
                else if (faults.TryGetValue(fault, out var list)) list.Add(second);
                else faults.Add(fault, [second]);
            }

            table.Append(first.Length == 0 ? "alone" : first).Append(": ").AppendJoin(' ', legal).Append('\n');
            foreach (var (fault, seconds) in faults) table.Append("    ").AppendJoin(' ', seconds).Append(": ").Append(fault).Append('\n');
        }

        ExpectedText.AssertSame(Path.Combine(Repository.Cases("sigma"), "modifier-pairs.txt"), table.ToString());
    }

    private static string? Fault(string chain, string first, string second)
    {
        var value = first is "all" or "cased" or "neq" ? ValueFor(second) : ValueFor(first);
        var list = chain.Split('|').Contains("all") ? $"[{value}, {value}]" : value;
        var set = SigmaRun.Load(SigmaRun.OneLine($"field|{chain}: {list}"), ("name", ["x", "y"]));
        Assert.Equal(set.Rules.Count == 1, set.Faults.Count == 0);
        if (set.Faults.Count == 0) return null;
        var fault = Assert.Single(set.Faults);
        // The place is that of the value, or of the key or the modifier when those are wrong.
        int key = 5, modifier = key + "field|".Length + first.Length + 1, value1 = key + $"field|{chain}: ".Length;
        Assert.Equal(6, fault.Line);
        Assert.True(fault.Column == (fault.Message.Contains("twice", StringComparison.Ordinal) ? modifier : fault.Remedy == "leave it out" ? key : value1 + (list == value ? 0 : 1)), fault.ToString());
        return fault.Message + (fault.Remedy is null ? "" : $" ({fault.Remedy})");
    }

    private static string ValueFor(string modifier) => modifier switch
    {
        "exists" => "true",
        "lt" or "lte" or "gt" or "gte" or "minute" or "hour" or "day" or "week" or "month" or "year" => "5",
        "cidr" => "10.0.0.0/8",
        "expand" => "'%name%'",
        _ => "text",
    };
}
