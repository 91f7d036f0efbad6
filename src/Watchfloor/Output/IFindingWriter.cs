using Watchfloor.Scan;

namespace Watchfloor.Output;

/// <summary>An output of a scan. One thread calls it; findings come in the order of the inputs.</summary>
internal interface IFindingWriter
{
    /// <summary>Takes one finding. A streaming output writes it at once.</summary>
    void Write(Finding finding);

    /// <summary>Ends the output. Called once, also when the scan was interrupted.</summary>
    void Complete(ScanReport report);
}
