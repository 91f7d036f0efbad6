using System.Globalization;
using Watchfloor.Analysis.Detection;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Analysis;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Analysis.Rules;

/// <summary>Answers questions about the rules in force.</summary>
internal sealed class RuleQueries(DetectStage detect) : IRequestHandler<GetRuleSet, RuleSetState>, IRequestHandler<ListRules, Page<RuleInfo>>
{
    private const int MaxLimit = 1_000;

    /// <inheritdoc/>
    public Task<Result<RuleSetState>> HandleAsync(GetRuleSet request, Actor actor, CancellationToken cancellation)
    {
        var rules = detect.Rules;
        return Task.FromResult<Result<RuleSetState>>(new RuleSetState
        {
            Hash = rules?.Hash ?? "",
            Loaded = rules?.Set.Loaded ?? 0,
            Refused = rules?.Set.Refused ?? 0,
            Faults = [.. rules?.Set.Faults.Select(f => new RuleFaultInfo(f.File, f.Line, f.Column, f.Message)) ?? []],
        });
    }

    /// <inheritdoc/>
    public Task<Result<Page<RuleInfo>>> HandleAsync(ListRules request, Actor actor, CancellationToken cancellation) => Task.FromResult(List(request));

    private Result<Page<RuleInfo>> List(ListRules request)
    {
        if (request.Limit is < 1 or > MaxLimit) return CommonErrors.Invalid("limit", $"limit is {request.Limit}; allowed are 1 to {MaxLimit}.");
        var start = 0;
        if (request.Cursor is not null && !int.TryParse(request.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out start))
            return CommonErrors.Invalid("cursor", "The cursor is not one that this list gave; begin without one.");
        if (detect.Rules is not { } rules) return new Page<RuleInfo>([], null);
        var page = Enumerable.Range(0, rules.Heads.Count)
            .OrderBy(i => rules.Heads[i].Document.Title, StringComparer.Ordinal).ThenBy(i => i)
            .Skip(start).Take(request.Limit)
            .Select(i => Info(rules, i))
            .ToList();
        var next = start + page.Count;
        return new Page<RuleInfo>(page, next < rules.Heads.Count ? next.ToString(CultureInfo.InvariantCulture) : null);
    }

    private static RuleInfo Info(ActiveRules rules, int index)
    {
        var (id, rule) = rules.Heads[index];
        return new RuleInfo
        {
            Id = id,
            Title = rule.Title,
            Level = Levels.Name(rule.Level),
            Status = rule.Status.ToString().ToLowerInvariant(),
            Tags = rule.Tags,
            File = rule.File,
            IsCorrelation = index >= rules.Set.Rules.Count,
            Hits = rules.Hits(index),
        };
    }
}
