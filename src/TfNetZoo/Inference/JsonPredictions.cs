using System.Text;
using System.Text.Json;

namespace TfNetZoo.Inference;

/// <summary>
/// <c>[{"image": .., "class": .., "index": .., "probability": .., "top": [{"class", "index", "probability"}, ..]}, ..]</c>, an object a line;
/// a photo that could not be read has "error" instead.
/// </summary>
internal sealed class JsonPredictions(TextWriter target, int top) : PredictionWriter(target, top)
{
    private bool _any;

    public override void Write(PhotoPrediction prediction)
    {
        Target.WriteLine(_any ? "," : "[");
        _any = true;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            Write(json, prediction);
        Target.Write("  " + Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    public override void End()
    {
        Target.WriteLine(_any ? "\n]" : "[]");
        base.End();
    }

    private void Write(Utf8JsonWriter json, PhotoPrediction prediction)
    {
        json.WriteStartObject();
        json.WriteString("image", prediction.Photo);
        if (prediction.Error is { } error)
        {
            json.WriteString("error", error);
        }
        else
        {
            Write(json, prediction.Best);
            json.WriteStartArray("top");
            foreach (ClassProbability c in prediction.Top(Top))
            {
                json.WriteStartObject();
                Write(json, c);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ClassProbability c)
    {
        json.WriteString("class", c.Name);
        json.WriteNumber("index", c.Index);
        // JSON has no NaN: a network with broken weights still gives valid text.
        if (float.IsFinite(c.Probability))
            json.WriteNumber("probability", c.Probability);
        else
            json.WriteNull("probability");
    }
}
