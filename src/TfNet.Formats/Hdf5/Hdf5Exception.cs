namespace TfNet.Formats.Hdf5;

/// <summary>An HDF5 file that is damaged, hostile, or uses a feature outside the supported part, or content that cannot be
/// written.</summary>
public sealed class Hdf5Exception : Exception
{
    /// <summary>Makes the exception; the message contains all three parts.</summary>
    public Hdf5Exception(string path, long offset, string reason, Exception? cause = null)
        : base(offset >= 0 ? $"HDF5 file '{path}': {reason} (at offset {offset})" : $"HDF5 file '{path}': {reason}", cause)
    {
        Path = path;
        Offset = offset;
        Reason = reason;
    }

    /// <summary>The file's path, or "(stream)".</summary>
    public string Path { get; }

    /// <summary>Where in the file the trouble is, in bytes; -1 where no single place can be named.</summary>
    public long Offset { get; }

    /// <summary>What was found and what was expected.</summary>
    public string Reason { get; }
}
