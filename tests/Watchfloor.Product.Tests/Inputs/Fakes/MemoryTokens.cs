using Watchfloor.Contracts.Access;
using Watchfloor.Monitoring.Sources;
using Watchfloor.Platform.State;

namespace Watchfloor.Product.Tests.Inputs.Fakes;

/// <summary>Tokens that only count.</summary>
internal sealed class MemoryTokens(TimeProvider time) : ISourceTokens
{
    private readonly List<(string Source, string Token, DateTimeOffset End)> _tokens = [];

    public IReadOnlyList<(string Source, string Token, DateTimeOffset End)> All => _tokens;

    public Task<string> IssueAsync(StateTransaction transaction, string sourceId, string name, Actor actor, CancellationToken cancellation)
    {
        var token = $"source-{sourceId}";
        _tokens.Add((sourceId, token, DateTimeOffset.MaxValue));
        return Task.FromResult(token);
    }

    public Task RetireAsync(StateTransaction transaction, string sourceId, DateTimeOffset end, Actor actor, CancellationToken cancellation)
    {
        for (var i = 0; i < _tokens.Count; i++)
            if (_tokens[i].Source == sourceId && _tokens[i].End > end)
                _tokens[i] = _tokens[i] with { End = end };
        return Task.CompletedTask;
    }

    public Task<IReadOnlyDictionary<string, SourceTokenUse>> UseAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, SourceTokenUse>>(
            _tokens.Where(t => t.End > time.GetUtcNow()).GroupBy(t => t.Source).ToDictionary(g => g.Key, g => new SourceTokenUse(g.Count(), null)));
}
