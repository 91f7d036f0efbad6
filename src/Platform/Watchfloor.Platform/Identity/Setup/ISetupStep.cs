namespace Watchfloor.Platform.Identity.Setup;

/// <summary>A step of setting the server up that ticks itself off. A room registers one for what is first to be seen of it.</summary>
public interface ISetupStep
{
    /// <summary>What is done then, such as <c>First event received</c>.</summary>
    string Title { get; }

    /// <summary>How to do it, in a sentence or two of plain text.</summary>
    string Help { get; }

    /// <summary>Whether it is done. It is asked every few seconds while somebody looks.</summary>
    Task<bool> IsDoneAsync(CancellationToken cancellation);
}
