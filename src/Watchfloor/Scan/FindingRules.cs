using Watchfloor.Sigma;

namespace Watchfloor.Scan;

/// <summary>What outputs say about rules of either kind.</summary>
internal static class FindingRules
{
    public static FindingRule Of(RuleDocument rule) => new()
    {
        Id = rule.Id ?? rule.Title,
        Title = rule.Title,
        Level = rule.Level,
        Path = rule.File,
        Status = rule.Status.Name(),
        Tags = rule.Tags,
        Description = rule.Description,
        FalsePositives = rule.FalsePositives,
        References = rule.References,
    };
}
