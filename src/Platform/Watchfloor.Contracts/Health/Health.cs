using System.Text.Json.Serialization;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Contracts.Health;

/// <summary>How the whole system does.</summary>
public sealed record HealthReport
{
    /// <summary>The worst of the parts.</summary>
    public required HealthStatus Status { get; init; }

    /// <summary>The program's version.</summary>
    public required string Version { get; init; }

    /// <summary>When the server started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The parts, in the order of the way of the data.</summary>
    public required IReadOnlyList<HealthPart> Parts { get; init; }

    /// <summary>What has taken the most of the pipeline's time.</summary>
    public IReadOnlyList<CostTable> Costs { get; init; } = [];
}

/// <summary>Who has caused how much work.</summary>
/// <param name="Name">Of what it is: <c>sources</c> or <c>rules</c>.</param>
/// <param name="Seconds">The time of all together, those not shown included.</param>
/// <param name="Items">Those with the most, the greatest first.</param>
public sealed record CostTable(string Name, double Seconds, IReadOnlyList<Cost> Items);

/// <summary>The work of one source or rule.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Count">Events of a source; events that a rule was looked at for, estimated.</param>
/// <param name="Seconds">Processor time: of a source since the start, measured; of a rule since it was loaded, estimated from samples.</param>
public sealed record Cost(string Id, string Name, long Count, double Seconds);

/// <summary>How one part does.</summary>
public sealed record HealthPart
{
    /// <summary>The part's name, such as <c>log</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How it does.</summary>
    public HealthStatus Status { get; init; }

    /// <summary>What is wrong and what to do about it; empty when nothing is.</summary>
    public string Message { get; init; } = "";

    /// <summary>What can be counted or measured, by a name that ends in its unit, such as <c>lag_bytes</c> or <c>busy_seconds_total</c>.</summary>
    public IReadOnlyDictionary<string, double> Figures { get; init; } = new Dictionary<string, double>();
}

/// <summary>How something does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HealthStatus>))]
public enum HealthStatus
{
    /// <summary>Nothing is wrong.</summary>
    Good,

    /// <summary>It works, and somebody should look.</summary>
    Warning,

    /// <summary>It does not do its work.</summary>
    Failed,
}

/// <summary>Asks how everything does.</summary>
public sealed record GetHealth : IRequest<HealthReport>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.HealthRead;

    /// <summary>How many sources and rules to name that cost the most, 0 to 100.</summary>
    public int Top { get; init; } = 10;
}

/// <summary>The JSON of health.</summary>
[JsonSerializable(typeof(HealthReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
public sealed partial class HealthJson : JsonSerializerContext;
