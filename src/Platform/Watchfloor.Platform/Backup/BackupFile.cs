using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ZstdSharp;

namespace Watchfloor.Platform.Backup;

/// <summary>What a backup is: a tar file, packed with zstd, whose first entry says what it holds and whose last has the SHA-256 of every other.</summary>
internal static class BackupFile
{
    /// <summary>The first entry.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>The last entry: lines of <c>SHA256 two spaces name</c>, as sha256sum writes them.</summary>
    public const string Sums = "SHA256SUMS";

    /// <summary>The rows of the state.</summary>
    public const string State = "state/dump.ndjson";

    /// <summary>The form this program writes.</summary>
    public const int Format = 1;
}

/// <summary>What a backup says of itself.</summary>
/// <param name="Format">The form.</param>
/// <param name="Version">The program that wrote it.</param>
/// <param name="Created">When.</param>
internal sealed record BackupManifest(int Format, string Version, DateTimeOffset Created);

[JsonSerializable(typeof(BackupManifest))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class BackupJson : JsonSerializerContext;

/// <summary>Writes the entries of a backup.</summary>
internal sealed class BackupWriter : IAsyncDisposable
{
    private readonly CompressionStream _packed;
    private readonly TarWriter _tar;
    private readonly StringBuilder _sums = new();

    /// <summary>A writer over a stream, which stays open.</summary>
    public BackupWriter(Stream to)
    {
        _packed = new CompressionStream(to, level: 3, leaveOpen: true);
        _tar = new TarWriter(_packed, TarEntryFormat.Pax, leaveOpen: true);
    }

    /// <summary>Writes what the backup says of itself.</summary>
    public Task WriteManifestAsync(BackupManifest manifest, CancellationToken cancellation) =>
        WriteAsync(BackupFile.Manifest, new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Default.BackupManifest)), cancellation);

    /// <summary>Writes an entry: so many bytes of a stream as it has now, whatever is appended meanwhile.</summary>
    public async Task WriteAsync(string name, Stream content, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await _tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new HashedStream(content, content.Length, hash), Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite }, cancellation).ConfigureAwait(false);
        _sums.Append(Convert.ToHexStringLower(hash.GetHashAndReset())).Append("  ").Append(name).Append('\n');
    }

    /// <summary>Writes the sums, without which a backup counts as torn.</summary>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        await _tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, BackupFile.Sums) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(_sums.ToString())) }, cancellation).ConfigureAwait(false);
        await _tar.DisposeAsync().ConfigureAwait(false);
        await _packed.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _tar.DisposeAsync().ConfigureAwait(false);
        await _packed.DisposeAsync().ConfigureAwait(false);
    }
}

/// <summary>The first bytes of a stream, hashed as they are read.</summary>
internal sealed class HashedStream(Stream inner, long length, IncrementalHash hash) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer[..(int)Math.Min(buffer.Length, length - _read)]);
        if (read == 0 && buffer.Length > 0 && _read < length) throw new IOException("a file became shorter while it was backed up");
        _read += read;
        hash.AppendData(buffer[..read]);
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
