using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Analysis;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Identity.Setup;

namespace Watchfloor.Analysis;

/// <summary>The step of setting up that is done when rules run.</summary>
internal sealed class RulesLoadedStep(IRequests requests) : ISetupStep
{
    /// <inheritdoc/>
    public string Title => "Rules loaded";

    /// <inheritdoc/>
    public string Help => "Start the server with --rules DIR, or name the folder in watchfloor.yaml. Sigma rules are taken as they are.";

    /// <inheritdoc/>
    public async Task<bool> IsDoneAsync(CancellationToken cancellation) =>
        (await requests.SendAsync<GetRuleSet, RuleSetState>(new GetRuleSet(), Actor.System, cancellation).ConfigureAwait(false)).Value.Loaded > 0;
}

/// <summary>The step of setting up that is done with the first alert.</summary>
internal sealed class FirstAlertStep(IRequests requests) : ISetupStep
{
    /// <inheritdoc/>
    public string Title => "First alert raised";

    /// <inheritdoc/>
    public string Help => "An event that a rule matches raises it. Send one that does, to see the way from end to end.";

    /// <inheritdoc/>
    public async Task<bool> IsDoneAsync(CancellationToken cancellation) =>
        (await requests.SendAsync<ListAlerts, Page<AlertSummary>>(new ListAlerts { Limit = 1 }, Actor.System, cancellation).ConfigureAwait(false)).Value.Items.Count > 0;
}
