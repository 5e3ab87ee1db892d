using System.Globalization;
using Tensorflow;
using Tensorflow.Keras.Engine;
using TfNet.Formats.Downloads;
using TfNetZoo.Data;
using TfNetZoo.Networks;

namespace TfNetZoo.Pretrained;

/// <summary>
/// Published ImageNet weights (<see cref="PretrainedCatalog"/>): taken from a local file, from the cache that Keras uses too, or fetched into
/// it on first use.
/// <code>
/// Model model = ModelRegistry.Get("keras_resnet50").Build(classes: 5);
/// PretrainedWeights.Load(model, "keras_resnet50", include_top: false);
/// </code>
/// </summary>
public static class PretrainedWeights
{
    /// <summary>The cache: models in the folder that KERAS_HOME names, or in ~/.keras.</summary>
    public static string CacheFolder
    {
        get
        {
            string? home = Environment.GetEnvironmentVariable("KERAS_HOME");
            return Path.Combine(string.IsNullOrEmpty(home)
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".keras") : home, "models");
        }
    }

    /// <summary>The published file for a network.</summary>
    /// <param name="network">A name of the registry.</param>
    /// <param name="include_top">With the layer of the 1000 classes.</param>
    /// <param name="alpha">Width of the network.</param>
    /// <param name="size">The image size it was trained at.</param>
    /// <exception cref="ValueError">There is none; the text says what there is.</exception>
    public static PretrainedFile Find(string network, bool include_top = true, double alpha = 1, int size = 224)
    {
        PretrainedFile[] files = [.. PretrainedCatalog.All.Where(f => f.Network == network)];
        if (files.Length == 0)
            throw new ValueError("pretrained weights: argument network: expected one of "
                + $"{string.Join(", ", PretrainedCatalog.All.Select(f => f.Network).Distinct())}; received '{network}'");
        return files.FirstOrDefault(f => f.IncludeTop == include_top && f.Alpha == alpha && f.ImageSize == size) ?? throw new ValueError(
            string.Create(CultureInfo.InvariantCulture, $"pretrained weights: '{network}': expected one of ")
            + string.Join(", ", files.Where(f => f.IncludeTop == include_top).Select(f => string.Create(CultureInfo.InvariantCulture, $"alpha {f.Alpha} size {f.ImageSize}")))
            + string.Create(CultureInfo.InvariantCulture, $"; received alpha {alpha} size {size}"));
    }

    /// <summary>
    /// Sets a model's weights from a published file. With the top: all of them, layer by layer in order. Without: by the names of layers,
    /// and layers that the file lacks (the model's own top) stay as they are.
    /// </summary>
    /// <param name="model">Made by the network's factory; without top its number of classes does not matter.</param>
    /// <param name="network">A name of the registry.</param>
    /// <param name="include_top">Which file: with the layer of the 1000 classes or without.</param>
    /// <param name="path">A local file of this kind; null: the cache, fetched on first use.</param>
    /// <param name="alpha">Width of the network.</param>
    /// <param name="size">The image size the weights were trained at; the model's may differ.</param>
    /// <param name="by_name">Pair layers by name also with the top.</param>
    /// <param name="skip_mismatch">With by_name: leave out weights of other shapes, for a model with other classes.</param>
    /// <exception cref="ValueError">No such file is published, or it does not fit; the model is unchanged.</exception>
    /// <exception cref="IOException">It cannot be fetched or read; the text says where to put it.</exception>
    public static void Load(
        Model model, string network, bool include_top = true, string? path = null, double alpha = 1, int size = 224, bool by_name = false,
        bool skip_mismatch = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        PretrainedFile file = Find(network, include_top, alpha, size);
        model.load_weights(path ?? Fetch(file.Published), by_name || !include_top, skip_mismatch);
    }

    /// <summary>The names of a file's classes in the order of its outputs, e.g. "tench" first.</summary>
    /// <param name="file">The weights.</param>
    /// <param name="path">A local file of names; null: the cache, fetched on first use.</param>
    public static string[] ReadClassNames(PretrainedFile file, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        return ClassIndices.Read(path ?? Fetch(file.ClassNames));
    }

    /// <summary>A file's place in the cache. It is fetched when it is not there, or not as its publisher's sum says.</summary>
    /// <param name="file">What to get.</param>
    /// <param name="folder">Null: <see cref="CacheFolder"/>.</param>
    /// <param name="options">Progress, retries, limits; null for the default ones.</param>
    /// <param name="cancel">Stops the transfer; what has come stays for the next try.</param>
    /// <exception cref="IOException">It cannot be fetched; the text says where to put it.</exception>
    public static string Fetch(PublishedFile file, string? folder = null, DownloadOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        string target = Path.Combine(folder ?? CacheFolder, file.FileName);
        try
        {
            Download.File(file.Address, target, file.Digest, file.Bytes, options, cancel);
        }
        catch (DownloadException e)
        {
            throw new IOException(
                $"{e.Message} Without a connection, fetch {file.Address} elsewhere and put it at '{target}', or pass its path.", e);
        }
        return target;
    }
}
