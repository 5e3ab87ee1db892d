namespace TfNet.Formats;

/// <summary>
/// What a reader accepts from a file it did not write. Every limit is compared with the size a file declares before memory is taken;
/// only the caller can raise one.
/// </summary>
public sealed record Limits
{
    /// <summary>The limits used where none are given.</summary>
    public static Limits Default { get; } = new();

    /// <summary>Largest text or JSON header, and largest variable-length value, in bytes.</summary>
    public long MaxHeaderBytes { get; init; } = 100_000_000;

    /// <summary>Declared tensor bytes above <see cref="ExpansionFloorBytes"/> may be at most this many times the bytes stored for
    /// them.</summary>
    public long MaxExpansionRatio { get; init; } = 1000;

    /// <summary>The same ratio for entries of zip and npz archives.</summary>
    public long MaxArchiveExpansionRatio { get; init; } = 100;

    /// <summary>Declared sizes up to this are not judged by their ratio.</summary>
    public long ExpansionFloorBytes { get; init; } = 256L << 20;

    /// <summary>Most bytes that one load may produce in all.</summary>
    public long MaxTotalBytes { get; init; } = 16L << 30;

    /// <summary>Largest number of dimensions.</summary>
    public int MaxRank { get; init; } = 32;

    /// <summary>Deepest nesting of JSON values, groups and models.</summary>
    public int MaxNesting { get; init; } = 64;

    /// <summary>Most objects (groups, data sets, links) in one HDF5 file.</summary>
    public int MaxHdf5Objects { get; init; } = 1_000_000;

    /// <summary>Largest attribute of an object or archive entry, in bytes; variable-length values lie outside it.</summary>
    public int MaxAttributeBytes { get; init; } = 64 << 10;

    /// <summary>Most pixels of one image.</summary>
    public long MaxImagePixels { get; init; } = 1024L * 1024 * 1024 / 4 / 3;

    /// <summary>Longest side of one image, in pixels.</summary>
    public int MaxImageSide { get; init; } = 65_535;

    /// <summary>Largest buffer for one decoded image, in bytes.</summary>
    public long MaxImageBufferBytes { get; init; } = 1L << 30;

    /// <summary>Most scans of one progressive JPEG.</summary>
    public int MaxJpegScans { get; init; } = 500;

    /// <summary>Largest text or colour-profile chunk of one PNG, in bytes.</summary>
    public int MaxPngTextChunkBytes { get; init; } = 64 << 10;

    /// <summary>Most files and folders of one archive.</summary>
    public int MaxArchiveEntries { get; init; } = 1_000_000;

    /// <summary>
    /// True when a declared size is a bomb: larger than <see cref="ExpansionFloorBytes"/> and more than <paramref name="ratio"/> times
    /// the bytes stored for it.
    /// </summary>
    /// <param name="declared">bytes the file says it will become</param>
    /// <param name="stored">bytes that lie in the file for it</param>
    /// <param name="ratio"><see cref="MaxExpansionRatio"/> or <see cref="MaxArchiveExpansionRatio"/></param>
    public bool IsBomb(long declared, long stored, long ratio) => declared > ExpansionFloorBytes && declared / Math.Max(ratio, 1) > stored;
}
