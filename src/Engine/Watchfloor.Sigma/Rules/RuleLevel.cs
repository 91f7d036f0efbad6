namespace Watchfloor.Sigma;

/// <summary>How grave a finding is (Sigma rules specification 2.1, "Level"); greater is worse.</summary>
public enum RuleLevel
{
    /// <summary>Enriches events; no alert.</summary>
    Informational,

    /// <summary>Notable, rarely an incident.</summary>
    Low,

    /// <summary>To be reviewed.</summary>
    Medium,

    /// <summary>To be reviewed promptly.</summary>
    High,

    /// <summary>An incident, almost certainly.</summary>
    Critical,
}

/// <summary>How far a rule is trusted (Sigma rules specification 2.1, "Status").</summary>
public enum RuleStatus
{
    /// <summary>Cannot be used as it is.</summary>
    Unsupported,

    /// <summary>Replaced by another.</summary>
    Deprecated,

    /// <summary>May be noisy.</summary>
    Experimental,

    /// <summary>Mostly stable.</summary>
    Test,

    /// <summary>Fit for production.</summary>
    Stable,
}
