using Watchfloor.Contracts.Access;
using Watchfloor.Platform.State;

namespace Watchfloor.Monitoring.Sources;

/// <summary>The tokens that senders of one source show. They are kept with all other tokens; a source only asks for them.</summary>
public interface ISourceTokens
{
    /// <summary>Makes a token that may send events of this source and nothing else.</summary>
    /// <returns>The token. It is shown once and cannot be read again.</returns>
    Task<string> IssueAsync(StateTransaction transaction, string sourceId, string name, Actor actor, CancellationToken cancellation);

    /// <summary>Lets every token of a source end at a time, unless it ends sooner.</summary>
    Task RetireAsync(StateTransaction transaction, string sourceId, DateTimeOffset end, Actor actor, CancellationToken cancellation);

    /// <summary>The tokens that have not ended, by source: how many, and when one was last used.</summary>
    Task<IReadOnlyDictionary<string, SourceTokenUse>> UseAsync(CancellationToken cancellation);
}

/// <summary>How the tokens of a source are used.</summary>
/// <param name="Count">How many have not ended.</param>
/// <param name="LastUsed">When one was last used, or null.</param>
public sealed record SourceTokenUse(int Count, DateTimeOffset? LastUsed);
