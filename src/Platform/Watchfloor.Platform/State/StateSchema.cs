using System.Reflection;

namespace Watchfloor.Platform.State;

/// <summary>The tables of one room, as the steps that made them. Steps that shipped never change; a change is a new step.</summary>
/// <remarks>
/// SQL that both databases understand, with two words of our own: <c>{id}</c> for a number that the database gives (primary key) and
/// <c>{bytes}</c> for binary. Other columns are TEXT or BIGINT (numbers, 0 and 1, times as UTC ticks).
/// </remarks>
/// <param name="Room">The room's name, such as <c>ledger</c>.</param>
/// <param name="Steps">The SQL of each step, oldest first.</param>
public sealed record StateSchema(string Room, IReadOnlyList<string> Steps)
{
    /// <summary>Reads the steps from an assembly's resources: <c>NAMESPACE.Schema.001-what.sql</c> and so on.</summary>
    public static StateSchema FromResources(string room, Type beside)
    {
        var prefix = beside.Namespace + ".Schema.";
        var names = beside.Assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return new StateSchema(room, [.. names.Select(n => Text(beside.Assembly, n))]);
    }

    private static string Text(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
