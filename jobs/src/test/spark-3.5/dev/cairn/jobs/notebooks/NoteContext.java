package dev.cairn.jobs.notebooks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.zeppelin.display.GUI;
import org.apache.zeppelin.interpreter.InterpreterHookRegistry;
import org.apache.zeppelin.interpreter.ZeppelinContext;

/** The {@code z} of a note: Zeppelin's own forms; tables are kept instead of shown. */
public final class NoteContext extends ZeppelinContext {
  private final List<Shown> tables = new ArrayList<>();

  NoteContext(Map<String, Object> params) {
    super(new InterpreterHookRegistry(), 1000);
    GUI forms = new GUI();
    forms.setParams(params);
    setGui(forms);
  }

  /** The tables that were shown since the last call. */
  List<Shown> taken() {
    List<Shown> taken = List.copyOf(tables);
    tables.clear();
    return taken;
  }

  @Override
  public Map<String, String> getInterpreterClassMap() {
    return Map.of();
  }

  @Override
  @SuppressWarnings("rawtypes")
  public List<Class> getSupportedClasses() {
    return List.of(Dataset.class);
  }

  @Override
  public String showData(Object shown, int limit) {
    throw new UnsupportedOperationException("tables are kept, not shown as text");
  }

  @Override
  public void show(Object shown) {
    if (!(shown instanceof Dataset<?> dataset)) {
      throw new IllegalArgumentException("z.show must be given a table but got " + shown);
    }
    Dataset<Row> rows = dataset.toDF();
    tables.add(Shown.table(rows));
  }
}
