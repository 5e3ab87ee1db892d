namespace TfNet.Formats.Archives;

/// <summary>An archive is refused: of an unknown kind, damaged, with an entry that could harm, or above a limit.</summary>
public sealed class ArchiveException : IOException
{
    /// <summary>Says which archive and entry was refused and why.</summary>
    /// <param name="archive">name of the archive</param>
    /// <param name="entry">name of the entry, or null where the archive as a whole is meant</param>
    /// <param name="reason">what was expected and what was found</param>
    /// <param name="inner">the failure underneath, if any</param>
    public ArchiveException(string archive, string? entry, string reason, Exception? inner = null)
        : base($"Archive '{archive}'{(entry == null ? "" : $", entry '{entry}'")}: {reason}", inner)
    {
        Archive = archive;
        Entry = entry;
    }

    /// <summary>Name of the archive.</summary>
    public string Archive { get; }

    /// <summary>Name of the entry, or null where the archive as a whole is meant.</summary>
    public string? Entry { get; }
}

/// <summary>How far an extraction is.</summary>
/// <param name="Files">files written so far</param>
/// <param name="BytesWritten">their bytes</param>
/// <param name="Fraction">share of the archive that is done, 0 to 1</param>
/// <param name="Entry">name of the last file; empty when all is done</param>
public readonly record struct ArchiveProgress(int Files, long BytesWritten, double Fraction, string Entry);
