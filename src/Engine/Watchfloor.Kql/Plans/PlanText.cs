using System.Text;

namespace Watchfloor.Kql.Plans;

/// <summary>A plan as people read it: a step a line, what it reads from below it and further in.</summary>
public static class PlanText
{
    /// <summary>The plan.</summary>
    public static string Of(PlanNode plan)
    {
        var text = new StringBuilder();
        Write(plan, 0, text, []);
        return text.ToString();
    }

    private static void Write(PlanNode node, int depth, StringBuilder text, HashSet<int> shared)
    {
        text.Append(' ', depth * 2).Append(node.Describe());
        if (node is SharedNode known && !shared.Add(known.Id))
        {
            text.Append(" (above)\n");
            return;
        }

        text.Append('\n');
        foreach (var input in node.Inputs) Write(input, depth + 1, text, shared);
    }
}
