using TfNet.Formats.Downloads;
using TfNetZoo.Networks;

namespace TfNetZoo.Pretrained;

/// <summary>A published weight file.</summary>
/// <param name="Network">The registry's name of the network that it is for (<see cref="ModelRegistry"/>).</param>
/// <param name="IncludeTop">True: with the layer of the 1000 classes.</param>
/// <param name="Alpha">Width of the network; 1 where it has no such number.</param>
/// <param name="ImageSize">Height and width it was trained at.</param>
/// <param name="Folder">Where it is published, ending in "/".</param>
/// <param name="FileName">Its name there and in the cache.</param>
/// <param name="Licence">Of the weights, as Keras' documentation gives it.</param>
/// <param name="Md5">As its publisher gives it; null: none is published.</param>
/// <param name="Bytes">Its size; null: not known.</param>
public sealed record PretrainedFile(
    string Network, bool IncludeTop, double Alpha, int ImageSize, string Folder, string FileName, string Licence, string? Md5 = null,
    long? Bytes = null)
{
    /// <summary>Of all files listed: Keras 2 HDF5 weights.</summary>
    public string Format => "h5";

    /// <summary>The address.</summary>
    public string Address => Folder + FileName;

    /// <summary>How pixels become the input that it was trained with.</summary>
    public Preprocessing Preprocessing => ModelRegistry.Get(Network).Preprocessing;

    /// <summary>The names of its classes, in the order of its outputs.</summary>
    public PublishedFile ClassNames => PretrainedCatalog.ImageNetClasses;

    internal PublishedFile Published => new(Address, FileName, Md5, Bytes);
}

/// <summary>A file that can be fetched.</summary>
/// <param name="Address">http: or https:</param>
/// <param name="FileName">Its name in the cache.</param>
/// <param name="Md5">As its publisher gives it; null: none is published.</param>
/// <param name="Bytes">Its size; null: not known.</param>
public sealed record PublishedFile(string Address, string FileName, string? Md5 = null, long? Bytes = null)
{
    internal FileDigest? Digest => Md5 is null ? null : FileDigest.Md5(Md5);
}
