using Watchfloor.Platform.Log;

namespace Watchfloor.Platform.Tests.Log;

public sealed class SegmentLogContractTests : EventLogContract
{
    protected override IEventLog Open(string folder, EventLogOptions options, TimeProvider time) => SegmentLog.Open(folder, options, time);
}
