//! What is being done when the blow falls: one command in a world of its own, for each sort of transaction.

use crate::world::{World, danish_story, norwegian_story};
use crate::{readers, schemas};
use rusqlite::Connection;

/// A command, and the world it is given in.
pub struct Scene {
    pub world: World,
    pub arguments: Vec<&'static str>,
}

/// Where a backup goes.
pub const COPY: &str = "data/copy.db";

/// A walk's world: two stories that nobody has read.
pub async fn unread() -> World {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story(), norwegian_story()]);
    world.setting("parallel = 1\n");
    world
}

/// A world whose stories are in the ledger, after these commands.
async fn read(commands: &[&str]) -> World {
    let world = unread().await;
    for command in ["--once"].iter().chain(commands) {
        let run = world.run(&command.split(' ').collect::<Vec<_>>()).await;
        assert_eq!(run.code, Some(0), "{command}: {run:?}");
    }
    world
}

/// A ledger about which something was changed behind the program's back.
async fn altered(sql: &str) -> World {
    let world = read(&[]).await;
    Connection::open(world.database()).unwrap().execute_batch(sql).unwrap();
    world
}

/// Two readers, whose letters are to be written and sent.
async fn letters() -> World {
    readers::world(2).await.0
}

/// A ledger of the first schema, in which nothing waits.
async fn old() -> World {
    let world = World::new().await;
    std::fs::create_dir(world.path("data")).unwrap();
    schemas::write(&world.database(), 1);
    let nothing_waits = "UPDATE entry SET outcome = 'failed', retry_at = NULL WHERE retry_at IS NOT NULL";
    Connection::open(world.database()).unwrap().execute_batch(&format!("PRAGMA journal_mode = WAL; {nothing_waits}")).unwrap();
    world
}

/// One scene for each sort of transaction.
pub async fn scenes() -> Vec<Scene> {
    let rules_changed = "UPDATE article SET day = '2001-01-01'";
    let texts_are_old = "UPDATE article SET read_at = 0";
    let scenes = [
        (unread().await, "--once --all"),
        (letters().await, "--once"),
        (read(&[]).await, "pledges merge p-1 p-2"),
        (read(&["pledges merge p-1 p-2"]).await, "pledges split p-1 2"),
        (read(&[]).await, "pledges reject p-1 --because advertisement"),
        (read(&["pledges reject p-1 --because advertisement"]).await, "pledges restore p-1"),
        (read(&[]).await, "pledges set p-1 stage=contracted"),
        (altered(rules_changed).await, "reprocess --write"),
        (altered(texts_are_old).await, "--once"),
        (read(&[]).await, "backup data/copy.db"),
        (old().await, "pledges set p-1 stage=contracted"),
    ];
    scenes.into_iter().map(|(world, line)| Scene { world, arguments: line.split(' ').collect() }).collect()
}
