using System.Text;
using Tensorflow.Keras.Text;

namespace Tensorflow.Keras.Callbacks;

/// <summary>Writes a line for each epoch to a text file (https://keras.io/api/callbacks/csv_logger/); the first epoch's names are the
/// columns.</summary>
public sealed class CSVLogger : Callback
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _path;
    private readonly string _separator;
    private readonly bool _append;
    private IReadOnlyList<string>? _columns;
    private bool _needsHeader = true;

    /// <param name="filename">The file; its folder must exist.</param>
    /// <param name="separator">One character.</param>
    /// <param name="append">True: goes on with an existing file, without a second header.</param>
    public CSVLogger(string filename, string separator = ",", bool append = false)
    {
        if (separator.Length != 1)
            throw new ValueError($"CSVLogger: argument separator: expected one character; received '{separator}'");
        (_path, _separator, _append) = (filename, separator, append);
    }

    public override void on_train_begin()
    {
        _needsHeader = !_append || !File.Exists(_path) || new FileInfo(_path).Length == 0;
        if (!_append)
            File.WriteAllText(_path, "", s_utf8);
    }

    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs)
    {
        _columns ??= CsvText.Columns(epoch_logs.Keys);
        // Metrics are Python floats in Keras; the rate that callbacks add is a float32, which prints its own shortest text.
        Dictionary<string, object?> row = epoch_logs.ToDictionary(p => p.Key, p => p.Key == "lr" ? (object?)p.Value : (double)p.Value);
        string header = _needsHeader ? CsvText.Header(_columns, _separator) : "";
        File.AppendAllText(_path, header + CsvText.Row(epoch, _columns, row, _separator), s_utf8);
        _needsHeader = false;
    }
}
