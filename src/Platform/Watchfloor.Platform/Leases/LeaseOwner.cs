using System.Text;

namespace Watchfloor.Platform.Leases;

/// <summary>Who takes leases: an instance, which is a data directory. Only one server runs on it at a time, so a restart takes its leases back at once.</summary>
/// <param name="Id">The instance's id (UUIDv7).</param>
public sealed record LeaseOwner(string Id)
{
    /// <summary>The owner of a data directory; it gets an id at the first call.</summary>
    /// <exception cref="DataDirectoryException">The file that holds the id is damaged.</exception>
    public static LeaseOwner Of(DataDirectory data, TimeProvider time)
    {
        var file = Path.Combine(data.Root, "instance");
        if (!File.Exists(file)) DurableFile.Replace(file, Encoding.ASCII.GetBytes(Guid.CreateVersion7(time.GetUtcNow()) + "\n"));
        var text = File.ReadAllText(file).Trim();
        return Guid.TryParse(text, out var id) ? new LeaseOwner(id.ToString()) : throw new DataDirectoryException($"{file} does not hold an id; delete it, and a new one is made");
    }
}
