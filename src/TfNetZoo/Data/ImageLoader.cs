using System.Collections;
using System.Numerics;
using Tensorflow;
using Tensorflow.Keras.Preprocessing;
using TfNet.Formats.Images;
using TfNet.Random;

namespace TfNetZoo.Data;

/// <summary>
/// Batches of images [n, H, W, 3] in -1 to 1 and labels [n] (int64), as PyTorch's <c>DataLoader</c> gives them: each pass goes once over
/// all files, in a new order where they are shuffled, and the short last batch is kept. Pictures are read and changed on background
/// threads, one batch ahead. Each picture draws from a random source of its own, so passes do not depend on the threads.
/// </summary>
public sealed class ImageLoader : IEnumerable<(Tensor Images, Tensor Labels)>
{
    private readonly DirectoryIterator _files;
    private readonly int _batchSize;
    private readonly bool _shuffle;
    private readonly int _seed;
    private readonly Func<RgbImage, PythonRandom, RgbImage> _transform;
    private int _passes;

    /// <summary>Makes a loader; nothing is read yet.</summary>
    /// <param name="files">The files with their classes.</param>
    /// <param name="transform">From the picture in the file to the network's size; called on several threads.</param>
    /// <param name="batch_size">Pictures in a batch.</param>
    /// <param name="shuffle">A new order in each pass.</param>
    /// <param name="seed">Of the orders and of the pictures' random sources.</param>
    /// <exception cref="ValueError">A number below 1, or no files.</exception>
    public ImageLoader(
        DirectoryIterator files, Func<RgbImage, PythonRandom, RgbImage> transform, int batch_size = 1, bool shuffle = false, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(transform);
        if (batch_size < 1)
            throw new ValueError($"ImageLoader: argument batch_size: expected at least 1; received {batch_size}");
        if (files.n == 0)
            throw new ValueError($"ImageLoader: argument files: expected at least one image; received none of '{files.directory}'");
        (_files, _transform, _batchSize, _shuffle, _seed) = (files, transform, batch_size, shuffle, seed);
    }

    /// <summary>Number of images.</summary>
    public int Images => _files.n;

    /// <summary>Number of batches in a pass.</summary>
    public int Length => (Images + _batchSize - 1) / _batchSize;

    /// <summary>The next pass. The tensors of a batch are released when the next one is asked for.</summary>
    public IEnumerator<(Tensor Images, Tensor Labels)> GetEnumerator()
    {
        int pass = _passes++;
        List<int> order = [.. Enumerable.Range(0, Images)];
        if (_shuffle)
            Source(pass, Images).shuffle(order);
        Task<Batch> next = Start(0);
        for (int first = 0; first < Images; first += _batchSize)
        {
            Batch batch = next.GetAwaiter().GetResult();
            if (first + _batchSize < Images)
                next = Start(first + _batchSize);
            using var images = new Tensor(batch.Values, batch.Shape);
            using var labels = new Tensor(batch.Labels, batch.Labels.Length);
            yield return (images, labels);
        }

        Task<Batch> Start(int first)
        {
            int[] indices = [.. order[first..Math.Min(first + _batchSize, Images)]];
            return Task.Run(() => Read(pass, indices));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Batch Read(int pass, int[] indices)
    {
        var images = new RgbImage[indices.Length];
        Parallel.For(0, indices.Length, i =>
            images[i] = _transform(ImageFile.Load(_files.filepaths[indices[i]]), Source(pass, indices[i])));
        RgbImage first = images[0];
        if (Array.Find(images, m => m.Width != first.Width || m.Height != first.Height || m.Channels != first.Channels) is { } other)
            throw new ValueError(
                "ImageLoader: argument transform: expected pictures of one size; received "
                + $"{first.Height}x{first.Width}x{first.Channels} and {other.Height}x{other.Width}x{other.Channels}");
        int size = first.Pixels.Length;
        var values = new float[images.Length * size];
        for (int i = 0; i < images.Length; i++)
            ImageTransforms.NormalizeHalf(images[i].Pixels, values.AsSpan(i * size, size));
        return new Batch(
            values, (images.Length, first.Height, first.Width, first.Channels), Array.ConvertAll(indices, i => (long)_files.classes[i]));
    }

    /// <summary>The random source of a picture in a pass; the number of pictures stands for the order.</summary>
    private PythonRandom Source(int pass, int image) => new(((BigInteger)(uint)_seed << 64) | ((BigInteger)pass << 32) | image);

    private sealed record Batch(float[] Values, Shape Shape, long[] Labels);
}
