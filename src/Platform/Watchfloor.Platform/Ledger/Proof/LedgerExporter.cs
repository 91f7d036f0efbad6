using System.Security.Cryptography;
using System.Text;
using Watchfloor.Contracts.Errors;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger.Proof;

/// <summary>Writes entries with their proof: all of them, a range, or a single one.</summary>
internal sealed class LedgerExporter(StateDatabase state, LedgerKey key, TimeProvider time)
{
    private const int PageSize = 500;

    /// <summary>Prepares an export, so that what is wrong shows before the first byte.</summary>
    /// <param name="from">The first position; null: 1.</param>
    /// <param name="to">The last position; null: the last sealed.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task<Result<ExportHead>> PrepareAsync(long? from, long? to, CancellationToken cancellation) => state.ReadAsync<Result<ExportHead>>(
        async session =>
        {
            var tree = await LedgerTree.ReadAsync(session, cancellation).ConfigureAwait(false);
            // Signed anew below, so never what somebody made up.
            if (tree is not null && !await tree.IsSignedAsync(session, cancellation).ConfigureAwait(false)) return new Error(ErrorKind.Unavailable, "ledger.changed_outside", LedgerTree.ChangedOutside);
            var size = tree?.Size ?? 0;
            var (first, last) = (from ?? 1, to ?? size);
            // An export without entries, just behind the last, proves that nothing before it has changed.
            if (first < 1 || first > size + 1) return CommonErrors.Invalid("from", $"The ledger has the positions 1 to {size}; from must lie between 1 and {size + 1}.");
            if (last < first - 1 || last > size) return CommonErrors.Invalid("to", $"The ledger has the positions 1 to {size}; to must lie between {first} and {size}.");
            var root = tree?.Root ?? new MerkleStack().Root();
            var at = time.GetUtcNow().UtcTicks;
            return new ExportHead
            {
                From = first,
                To = last,
                Size = size,
                Root = root,
                At = at,
                Signature = key.Sign(LedgerTree.Checkpoint(size, root, at)),
                Key = key.PublicKey,
                Left = await RootsAsync(session, Subtrees.Before(first - 1), cancellation).ConfigureAwait(false),
                Right = await RootsAsync(session, Subtrees.From(last, size), cancellation).ConfigureAwait(false),
            };
        },
        cancellation);

    /// <summary>Writes a prepared export.</summary>
    public async Task WriteAsync(ExportHead head, Stream output, CancellationToken cancellation)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await WriteLineAsync(ExportFormat.Head(head)).ConfigureAwait(false);
        for (var after = head.From - 1; after < head.To;)
        {
            var lines = await PageAsync(after, Math.Min(head.To, after + PageSize), cancellation).ConfigureAwait(false);
            foreach (var line in lines) await WriteLineAsync(line).ConfigureAwait(false);
            after += lines.Count;
        }

        var hash = digest.GetHashAndReset();
        await output.WriteAsync(Encoding.ASCII.GetBytes(ExportFormat.Foot(hash, key.Sign(ExportFormat.Signed(hash)))), cancellation).ConfigureAwait(false);

        async Task WriteLineAsync(string line)
        {
            var bytes = Encoding.UTF8.GetBytes(line);
            digest.AppendData(bytes);
            await output.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<IReadOnlyList<byte[]>> RootsAsync(StateSession session, IEnumerable<(long Begin, long Size)> subtrees, CancellationToken cancellation)
    {
        var roots = new List<byte[]>();
        foreach (var (begin, size) in subtrees) roots.Add(await LedgerTree.SubtreeAsync(session, begin, size, cancellation).ConfigureAwait(false));
        return roots;
    }

    private async Task<List<string>> PageAsync(long after, long last, CancellationToken cancellation)
    {
        var lines = await state.ReadAsync(
            session => session.QueryAsync(
                $"{LedgerRows.Select} WHERE e.position > @after AND e.position <= @last ORDER BY e.position",
                row =>
                {
                    var header = LedgerRows.Header(row).ToString();
                    return row.BytesOrNull("salt") is { } salt
                        ? ExportFormat.Entry(row.Number("position"), header, salt, row.Text("payload"))
                        : ExportFormat.Erased(row.Number("position"), header);
                },
                cancellation,
                ("after", after),
                ("last", last)),
            cancellation).ConfigureAwait(false);
        return lines.Count == last - after ? lines : throw new InvalidDataException($"the ledger's tables were changed from outside: entries between {after} and {last} are missing");
    }
}
