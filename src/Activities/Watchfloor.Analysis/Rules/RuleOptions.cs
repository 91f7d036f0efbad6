namespace Watchfloor.Analysis.Rules;

/// <summary>Where rules come from.</summary>
/// <param name="Folders">Folders of Sigma rules, watched for changes; none: no rules.</param>
public sealed record RuleOptions(IReadOnlyList<string> Folders);
