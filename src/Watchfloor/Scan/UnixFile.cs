using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Watchfloor.Scan;

/// <summary>What a path leads to.</summary>
internal enum FileKind
{
    Regular,
    Folder,

    /// <summary>A pipe, socket or device: reading it may never end, or change something.</summary>
    Special,
}

/// <summary>
/// What Linux knows of a file and .NET does not tell without opening it: its kind and identity. Opening is no way to ask: that of a
/// pipe waits for somebody to write.
/// </summary>
/// <param name="Kind">Its kind, behind all links.</param>
/// <param name="Device">Device and inode together are one file, whatever it is called.</param>
/// <param name="Inode">See <paramref name="Device"/>.</param>
internal readonly record struct UnixFile(FileKind Kind, ulong Device, ulong Inode)
{
    // struct statx, statx(2): the same on every architecture.
    private const int StatxBytes = 256;
    private const int ModeOffset = 28;
    private const int InodeOffset = 32;
    private const int DeviceOffset = 136;
    private const uint TypeAndInode = 0x101; // STATX_TYPE | STATX_INO
    private const int CurrentFolder = -100; // AT_FDCWD

    /// <summary>True when both are one file.</summary>
    public bool IsSame(UnixFile other) => (Device, Inode) == (other.Device, other.Inode);

    /// <summary>Asks for a path.</summary>
    /// <param name="path">The path; links are followed.</param>
    /// <param name="file">The answer.</param>
    /// <param name="error">The system's words when there is none.</param>
    public static bool TryFind(string path, out UnixFile file, out string error)
    {
        var buffer = new byte[StatxBytes];
        if (Statx(CurrentFolder, Encoding.UTF8.GetBytes(path + '\0'), 0, TypeAndInode, buffer) != 0)
        {
            (file, error) = (default, Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
            return false;
        }

        var kind = (BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(ModeOffset)) & 0xF000) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Folder,
            _ => FileKind.Special,
        };
        var device = BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(DeviceOffset));
        (file, error) = (new UnixFile(kind, device, BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(InodeOffset))), "");
        return true;
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, byte[] path, int flags, uint mask, [Out] byte[] buffer);
}
