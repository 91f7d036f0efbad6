using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;

namespace Watchfloor.Platform.Ledger.Proof;

/// <summary>Checks an export with nothing but a public key: no server, no database.</summary>
public static class LedgerVerifier
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Checks an export from its first byte to its last.</summary>
    /// <param name="file">The export.</param>
    /// <param name="publicKey">The ledger's public key (DER), from where its owner published it; null: the one in the file, which then only shows that the file is whole.</param>
    /// <param name="earlier">An older checkpoint that must be a beginning of the same ledger, or null.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<LedgerVerdict> VerifyAsync(Stream file, byte[]? publicKey, LedgerCheckpoint? earlier, CancellationToken cancellation)
    {
        var reader = PipeReader.Create(file, new StreamPipeReaderOptions(leaveOpen: true, bufferSize: 64 * 1024));
        var check = new Check(publicKey, earlier);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellation).ConfigureAwait(false);
                var rest = read.Buffer;
                while (TryTakeLine(ref rest, out var line)) check.Take(line);
                if (rest.Length > ExportFormat.MaxLine) throw new LedgerFault($"line {check.Line + 1} is longer than any that is written");
                if (read.IsCompleted)
                {
                    if (rest.Length > 0) throw new LedgerFault("the file ends in the middle of a line");
                    return check.Finish();
                }

                reader.AdvanceTo(rest.Start, rest.End);
            }
        }
        catch (LedgerFault e)
        {
            return new LedgerVerdict { Fault = e.Message };
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Reads a public key from PEM, as in <c>ledger.pub</c>.</summary>
    /// <returns>The key (DER), or null when there is none in the text.</returns>
    public static byte[]? ParsePublicKey(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] != "PUBLIC KEY") return null;
        return Convert.FromBase64String(pem[fields.Base64Data]);
    }

    /// <summary>The id of a public key (DER): the first 16 digits of its SHA-256.</summary>
    public static string KeyId(byte[] publicKey) => LedgerKey.IdOf(publicKey);

    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, out byte[] line)
    {
        var end = rest.PositionOf((byte)'\n');
        line = end is { } at ? rest.Slice(0, at).ToArray() : [];
        if (end is { } after) rest = rest.Slice(rest.GetPosition(1, after));
        return end is not null;
    }

    private sealed class LedgerFault(string message) : Exception(message);

    /// <summary>The state of a check between two lines.</summary>
    private sealed class Check(byte[]? publicKey, LedgerCheckpoint? earlier)
    {
        private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly MerkleStack _tree = new();
        private ExportHead? _head;
        private long _erased;
        private bool _isEnded;

        public int Line { get; private set; }

        public void Take(byte[] bytes)
        {
            Line++;
            if (_isEnded) throw Fault("stands behind the last line");
            var text = Text(bytes);
            if (_head is null) Begin(text);
            else if (_tree.Count < _head.To) Entry(text);
            else End(text);
            _digest.AppendData(bytes);
            _digest.AppendData("\n"u8);
        }

        public LedgerVerdict Finish()
        {
            if (_head is null || !_isEnded) throw new LedgerFault("the file is cut off: its last line is missing");
            return new LedgerVerdict
            {
                From = _head.From,
                To = _head.To,
                Erased = _erased,
                Checkpoint = new LedgerCheckpoint(_head.Size, Convert.ToHexStringLower(_head.Root)),
                SignedAt = new DateTimeOffset(_head.At, TimeSpan.Zero),
                KeyId = LedgerKey.IdOf(_head.Key),
            };
        }

        private void Begin(string text)
        {
            var head = ExportFormat.ParseHead(text) ?? throw Fault("is not the first line of an export of version 1");
            if (head.From < 1 || head.To < head.From - 1 || head.Size < head.To || head.At > DateTimeOffset.MaxValue.UtcTicks) throw Fault("names positions that cannot be");
            if (publicKey is not null && !publicKey.AsSpan().SequenceEqual(head.Key)) throw Fault($"names the key {LedgerKey.IdOf(head.Key)}, not the one given, {LedgerKey.IdOf(publicKey)}");
            if (!LedgerKey.Verify(head.Key, LedgerTree.Checkpoint(head.Size, head.Root, head.At), head.Signature)) throw Fault("holds a checkpoint whose signature is not the key's");
            _head = head;
            AddSubtrees(Subtrees.Before(head.From - 1), head.Left);
            CompareWithEarlier();
        }

        private void Entry(string text)
        {
            var match = ExportFormat.MatchEntry(text);
            if (!match.Success) throw Fault("is not an entry");
            var position = _tree.Count + 1;
            if (match.Groups["position"].Value != position.ToString(CultureInfo.InvariantCulture)) throw Fault($"should be the entry of position {position}");
            if (match.Groups["salt"] is { Success: true } salt)
            {
                var hash = Convert.ToHexStringLower(LedgerHeader.HashPayload(Convert.FromHexString(salt.Value), match.Groups["payload"].Value));
                if (hash != match.Groups["hash"].Value) throw Fault("holds a payload that is not the one in its header");
            }
            else
            {
                _erased++;
            }

            _tree.AddLeaf(MerkleStack.LeafHash(Encoding.UTF8.GetBytes(match.Groups["header"].Value)));
            CompareWithEarlier();
        }

        private void End(string text)
        {
            var (digest, signature) = ExportFormat.ParseFoot(text) ?? throw Fault("is not the last line of an export");
            if (!_digest.GetCurrentHash().AsSpan().SequenceEqual(digest)) throw Fault("does not fit the bytes before it: the file was changed");
            if (!LedgerKey.Verify(_head!.Key, ExportFormat.Signed(digest), signature)) throw Fault("holds a signature that is not the key's");
            AddSubtrees(Subtrees.From(_head.To, _head.Size), _head.Right);
            if (!_tree.Root().AsSpan().SequenceEqual(_head.Root)) throw Fault("ends a file whose entries are not those of the signed checkpoint");
            CompareWithEarlier();
            if (earlier is not null && (earlier.Size < _head.From - 1 || earlier.Size > _head.To) && earlier.Size != _head.Size)
                throw new LedgerFault($"the earlier checkpoint covers {earlier.Size} entries; to compare with it, export from {earlier.Size + 1} or before");
            _isEnded = true;
        }

        private void AddSubtrees(IEnumerable<(long Begin, long Size)> places, IReadOnlyList<byte[]> roots)
        {
            var sizes = places.ToList();
            if (sizes.Count != roots.Count) throw Fault("holds more or fewer hashes than its positions need");
            for (var i = 0; i < roots.Count; i++) _tree.Add(sizes[i].Size, roots[i]);
        }

        private void CompareWithEarlier()
        {
            if (earlier is null || _tree.Count != earlier.Size) return;
            if (Convert.ToHexStringLower(_tree.Root()) != earlier.Root) throw new LedgerFault($"the first {earlier.Size} entries are not those that the earlier checkpoint covers: history was changed");
        }

        private string Text(byte[] bytes)
        {
            try
            {
                return StrictUtf8.GetString(bytes);
            }
            catch (DecoderFallbackException)
            {
                throw Fault("is not UTF-8");
            }
        }

        private LedgerFault Fault(string what) => new($"line {Line} {what}");
    }
}

/// <summary>A size of the ledger and its hash.</summary>
/// <param name="Size">How many entries.</param>
/// <param name="Root">The tree's hash, in hexadecimal digits.</param>
public sealed record LedgerCheckpoint(long Size, string Root);

/// <summary>What a check of an export gave.</summary>
public sealed record LedgerVerdict
{
    /// <summary>What is wrong and where; null: the export is whole and genuine.</summary>
    public string? Fault { get; init; }

    /// <summary>The first position.</summary>
    public long From { get; init; }

    /// <summary>The last position.</summary>
    public long To { get; init; }

    /// <summary>How many entries have had their payload erased.</summary>
    public long Erased { get; init; }

    /// <summary>What was signed.</summary>
    public LedgerCheckpoint? Checkpoint { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset SignedAt { get; init; }

    /// <summary>With which key.</summary>
    public string KeyId { get; init; } = "";
}
