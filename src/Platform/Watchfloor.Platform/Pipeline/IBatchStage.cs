using System.Buffers;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Pipeline;

/// <summary>
/// A step that every batch passes, contributed by a room. All its methods run on the pipeline's thread, one at a time, in the order of the
/// log. What it finds it keeps until <see cref="CommitAsync"/>.
/// </summary>
public interface IBatchStage
{
    /// <summary>The name shown in health and used in checkpoints.</summary>
    string Name { get; }

    /// <summary>True when there is something to commit.</summary>
    bool HasEffects => false;

    /// <summary>True when the stage waits for time to pass: the log then gets a tick when no events come.</summary>
    bool WantsTicks => false;

    /// <summary>Before the first batch: whatever the stage must know of the state.</summary>
    Task StartAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Takes a batch. During a replay (<see cref="PipelineBatch.IsCommitted"/>) effects on the state must not be repeated.</summary>
    void Process(PipelineBatch batch);

    /// <summary>Takes a control entry at its place in the log.</summary>
    /// <param name="control">What it says.</param>
    void Control(ControlEntry control)
    {
    }

    /// <summary>Says that an entry, of whatever kind, has passed all stages.</summary>
    /// <param name="next">The log offset of the entry after it.</param>
    void Passed(long next)
    {
    }

    /// <summary>Says that the log has nothing more for the moment.</summary>
    void Rest()
    {
    }

    /// <summary>Writes what was found since the last commit. It is committed together with the pipeline's cursor.</summary>
    Task CommitAsync(StateTransaction transaction, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>The transaction has been committed; until this call the same effects may be asked for again.</summary>
    void Committed()
    {
    }

    /// <summary>
    /// The log offset before which the stage needs nothing again after a crash. A stage whose work becomes durable on its own, later, says
    /// here how far it is; checkpoints wait for it.
    /// </summary>
    long DurableTo => long.MaxValue;

    /// <summary>The server ends: makes durable what can be.</summary>
    Task StopAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Writes what the stage needs to go on from here after a restart.</summary>
    void Save(IBufferWriter<byte> checkpoint)
    {
    }

    /// <summary>Takes back what <see cref="Save"/> wrote; called at most once, after <see cref="StartAsync"/>.</summary>
    void Restore(ReadOnlySpan<byte> checkpoint)
    {
    }
}
