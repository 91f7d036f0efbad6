using SharpCompress.Common;

namespace Watchfloor.Formats.Archives;

/// <summary>An archive that is not as it should be. It never leaves this folder: it becomes an <see cref="ArchiveFault"/>.</summary>
internal sealed class DamageException(string message) : Exception(message)
{
    public static DamageException CutShort() => new("ends early");

    public static DamageException BadChecksum() => new("damaged: the checksum does not match");

    public static DamageException Unsupported(string what) => new($"{what} is not supported");

    /// <summary>
    /// Words for people. On bad data the codecs throw what they please, index and argument errors among them.
    /// </summary>
    public static string Reason(Exception e) => e switch
    {
        DamageException => e.Message,
        EndOfStreamException or IncompleteArchiveException => CutShort().Message,
        IOException => $"could not be read: {e.Message}",
        _ => $"damaged: {e.Message}",
    };
}
