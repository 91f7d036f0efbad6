using System.Xml.Linq;

namespace Watchfloor.Architecture.Tests.Rules;

/// <summary>Which project may refer to which, and which packages each may use. Everything not in the table is forbidden.</summary>
internal static class ProjectEdges
{
    private static readonly Dictionary<string, Allowed> Matrix = new(StringComparer.Ordinal)
    {
        ["Watchfloor.Events"] = new([], ["YamlDotNet"]),
        ["Watchfloor.Formats"] = new(["Watchfloor.Events"], ["SharpCompress"]),
        ["Watchfloor.Kql"] = new([], []),
        ["Watchfloor.Sigma"] = new(["Watchfloor.Events"], ["YamlDotNet"]),
        ["Watchfloor.Simulation"] = new(["Watchfloor.Events"], []),
        ["Watchfloor.Contracts"] = new([], []),
        ["Watchfloor.Platform"] = new(
            ["Watchfloor.Contracts", "Watchfloor.Events", "Watchfloor.Formats", "Watchfloor.Kql", "Watchfloor.Sigma"],
            ["DuckDB.NET.Data.Full", "Microsoft.Data.Sqlite", "Npgsql", "ZstdSharp.Port"]),
        ["Watchfloor.Monitoring"] = new(["Watchfloor.Platform"], ["Google.Protobuf", "Grpc.AspNetCore", "Grpc.Tools", "ZstdSharp.Port"]),
        ["Watchfloor.Analysis"] = new(["Watchfloor.Platform"], []),
        ["Watchfloor"] = new(
            ["Watchfloor.Events", "Watchfloor.Formats", "Watchfloor.Sigma", "Watchfloor.Simulation", "Watchfloor.Platform", "Watchfloor.Monitoring", "Watchfloor.Analysis"],
            [
                "Microsoft.AspNetCore.OpenApi", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "OpenTelemetry.Exporter.Prometheus.AspNetCore",
                "OpenTelemetry.Extensions.Hosting", "OpenTelemetry.Instrumentation.AspNetCore", "OpenTelemetry.Instrumentation.Runtime",
                "Spectre.Console", "System.CommandLine",
            ]),
    };

    public static IEnumerable<string> ProjectNames => Matrix.Keys;

    /// <summary>The breaches in a project file.</summary>
    /// <param name="project">The project whose row of the table applies.</param>
    /// <param name="text">The project file's text.</param>
    public static IReadOnlyList<string> Breaches(string project, string text)
    {
        if (!Matrix.TryGetValue(project, out var allowed)) return [$"{project} has no row in the table of allowed references"];
        var xml = XDocument.Parse(text);
        var projects = Included(xml, "ProjectReference").Select(Path.GetFileNameWithoutExtension).Except(allowed.Projects);
        var packages = Included(xml, "PackageReference").Except(allowed.Packages);
        var assemblies = Included(xml, "Reference");
        return
        [
            .. projects.Select(p => $"{project} must not refer to the project {p}"),
            .. packages.Select(p => $"{project} must not use the package {p}"),
            .. assemblies.Select(a => $"{project} must not refer to the file {a}"),
        ];
    }

    private static IEnumerable<string> Included(XDocument xml, string element) =>
        xml.Descendants(element).Select(e => e.Attribute("Include")?.Value.Replace('\\', '/')).OfType<string>();

    private sealed record Allowed(string[] Projects, string[] Packages);
}
