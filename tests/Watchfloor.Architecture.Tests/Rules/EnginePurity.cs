using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Watchfloor.Architecture.Tests.Rules;

/// <summary>
/// What the compiled code of an engine library may touch: no clock, chance, environment, console, file, network or process, and no
/// assembly beyond .NET's own and those named. Values go in, values come out.
/// </summary>
internal static class EnginePurity
{
    private static readonly string[] ForbiddenTypes =
    [
        "System.Console", "System.Random", "System.Diagnostics.Stopwatch", "System.Diagnostics.Process",
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo",
        "System.Net.Dns", "System.Threading.Timer",
    ];

    private static readonly string[] ForbiddenNamespaces = ["System.Net.Sockets", "System.Net.Http", "Microsoft.Extensions"];

    private static readonly string[] ForbiddenMembers =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.TimeProvider.get_System",
        "System.Guid.NewGuid", "System.Guid.CreateVersion7", "System.Threading.Thread.Sleep",
    ];

    /// <summary>The compiler calls this one in every iterator.</summary>
    private const string AllowedEnvironment = "System.Environment.get_CurrentManagedThreadId";

    /// <summary>The breaches in an assembly.</summary>
    /// <param name="path">The assembly's file.</param>
    /// <param name="assemblies">Assemblies it may refer to besides those of .NET.</param>
    public static IReadOnlyList<string> Breaches(string path, params string[] assemblies)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var foreign = metadata.AssemblyReferences
            .Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name))
            .Where(name => name != "netstandard" && !name.StartsWith("System.", StringComparison.Ordinal) && !assemblies.Contains(name));
        var types = metadata.TypeReferences.Select(t => TypeName(metadata, t)).Where(IsForbiddenType);
        var members = metadata.MemberReferences.Select(m => MemberName(metadata, m)).OfType<string>().Where(IsForbiddenMember);
        return [.. foreign.Concat(types).Concat(members).Distinct().Order(StringComparer.Ordinal)];
    }

    private static bool IsForbiddenType(string type) =>
        ForbiddenTypes.Contains(type) || ForbiddenNamespaces.Any(n => type.StartsWith(n + ".", StringComparison.Ordinal));

    private static bool IsForbiddenMember(string member) =>
        ForbiddenMembers.Contains(member)
        || (member.StartsWith("System.Environment.", StringComparison.Ordinal) && member != AllowedEnvironment);

    private static string TypeName(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return metadata.GetString(type.Namespace) + "." + metadata.GetString(type.Name);
    }

    private static string? MemberName(MetadataReader metadata, MemberReferenceHandle handle)
    {
        var member = metadata.GetMemberReference(handle);
        return member.Parent.Kind == HandleKind.TypeReference
            ? TypeName(metadata, (TypeReferenceHandle)member.Parent) + "." + metadata.GetString(member.Name)
            : null;
    }
}
