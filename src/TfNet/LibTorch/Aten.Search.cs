using Tensorflow;

namespace TfNet.LibTorch;

internal static partial class Aten
{
    /// <summary>
    /// bucketize.Tensor(Tensor self, Tensor boundaries, *, bool out_int32=False, bool right=False) -> Tensor: how many of the ascending
    /// boundaries are below each element.
    /// </summary>
    internal static Tensor bucketize(Tensor self, Tensor boundaries) =>
        new DispatcherCall("aten::bucketize"u8, "Tensor"u8).Add(self).Add(boundaries).Add(false).Add(false).Invoke();
}
