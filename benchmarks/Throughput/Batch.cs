using System.Runtime.InteropServices;
using Tensorflow;

namespace Throughput;

/// <summary>Random images in 0 to 1 and labels, the same in every process.</summary>
internal static class Batch
{
    internal static (Tensor Images, Tensor Labels) Of(OwnNetwork network, int batch) =>
        Random(batch, network.Size, network.Size, network.Channels, network.Classes);

    private static (Tensor Images, Tensor Labels) Random(int batch, int height, int width, int channels, int classes)
    {
        var random = new Random(1);
        var pixels = new float[(long)batch * height * width * channels];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = random.NextSingle();
        var labels = new long[batch];
        for (int i = 0; i < batch; i++)
            labels[i] = random.Next(classes);
        var images = new Tensor(MemoryMarshal.AsBytes(pixels.AsSpan()).ToArray(), new Shape(batch, height, width, channels), TF_DataType.TF_FLOAT);
        return (images, new Tensor(labels));
    }
}
