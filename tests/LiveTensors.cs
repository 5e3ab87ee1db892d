using TfNet.LibTorch;

namespace TfNet.Tests;

/// <summary>
/// The count of native tensors that leak tests compare. Tensors that earlier tests left to the collector would be released at
/// some moment between two readings, so they are released before each.
/// </summary>
internal static class LiveTensors
{
    internal static long Settled()
    {
        for (int pass = 0; pass < 2; pass++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return TensorHandle.Live;
    }
}
